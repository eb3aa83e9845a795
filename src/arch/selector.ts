import * as z from 'zod';
import { defineComponent } from './defineComponent.ts';

/** Multiplexers that pick, for each of n stored values, its partner among m candidates by the stored index. */
export default defineComponent({
  name: 'selector',
  description: 'n:m operand selector: n multiplexers of m inputs each',
  params: z.strictObject({
    n: z.int().min(1).meta({ description: 'Values picked' }),
    m: z.int().min(2).meta({ description: 'Candidates of each pick' }),
    bits: z.int().min(1).meta({ description: 'Width of a candidate', unit: 'bits' }),
  }),
  actions: { select: 'one value picked out of m' },
  attributes: (params) => params,
});
