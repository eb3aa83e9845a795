import { arithmeticTable } from '../arithmeticTable.ts';
import { defineTable } from '../defineTable.ts';

export default defineTable({
  name: 'horowitz-45nm',
  description:
    'Multiply-accumulate units and adders after Horowitz (ISSCC 2014), 45 nm, scaled after Stillmaker & Baas',
  ...arithmeticTable('horowitz-45nm', 45),
});
