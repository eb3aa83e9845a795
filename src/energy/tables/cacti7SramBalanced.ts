import { defineTable } from '../defineTable.ts';
import { sramTable } from '../sramTable.ts';

export default defineTable({
  name: 'cacti7-sram-balanced',
  description: 'SRAM by CACTI 7.0, optimised for energy × delay (balanced); one bank, 350 K; 22 to 65 nm',
  optional: true,
  ...sramTable('ed'),
});
