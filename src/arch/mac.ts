import * as z from 'zod';
import { defineComponent } from './defineComponent.ts';

/** A multiplier and the adder behind it. */
export default defineComponent({
  name: 'mac',
  description: 'Multiply-accumulate unit',
  params: z.strictObject({
    bits_a: z.int().min(1).meta({ description: 'Width of the first factor', unit: 'bits' }),
    bits_b: z.int().min(1).meta({ description: 'Width of the second factor', unit: 'bits' }),
    accumulator_bits: z.int().min(1).meta({ description: 'Width of the sum', unit: 'bits' }),
  }),
  actions: {
    mac: 'one multiplication and one addition',
    gated: 'one slot in which a zero operand keeps the inputs from toggling',
  },
  attributes: (params) => params,
});
