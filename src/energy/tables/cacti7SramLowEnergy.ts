import { defineTable } from '../defineTable.ts';
import { sramTable } from '../sramTable.ts';

export default defineTable({
  name: 'cacti7-sram-low-energy',
  description: 'SRAM by CACTI 7.0, optimised for read energy alone (slow); one bank, 350 K; 22 to 65 nm',
  optional: true,
  ...sramTable('energy'),
});
