import * as z from 'zod';
import { defineComponent } from './defineComponent.ts';

/** Off-chip memory as it is priced: by access of `bits` bits. */
export default defineComponent({
  name: 'dram',
  description: 'Off-chip memory',
  params: z.strictObject({
    kind: z.string().meta({ description: 'Device family' }),
    bits: z.int().min(1).meta({ description: 'Bits of one access', unit: 'bits' }),
  }),
  actions: { read: 'one access of `bits` bits read', write: 'one access of `bits` bits written' },
  offChip: true,
  attributes: (params) => params,
});
