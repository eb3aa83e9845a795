import { defineTable } from '../defineTable.ts';
import { sramTable } from '../sramTable.ts';

export default defineTable({
  name: 'cacti7-sram',
  description:
    'SRAM by CACTI 7.0, optimised for energy × delay² (fast); HP at 350 K, LSTP at 300 K; 22 to 90 nm',
  ...sramTable('ed2'),
});
