import { arithmeticTable } from '../arithmeticTable.ts';
import { defineTable } from '../defineTable.ts';

/** Published at 7 nm; far above what polynomial scaling makes of the 45 nm figures. */
export default defineTable({
  name: 'jouppi-7nm',
  description:
    'Energy of multiply-accumulate units and adders after Jouppi et al. (ISCA 2021), for designs near 7 nm',
  optional: true,
  ...arithmeticTable('jouppi-7nm', 7),
});
