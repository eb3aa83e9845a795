import * as z from 'zod';
import { defineComponent } from './defineComponent.ts';

/** A repeated bus between neighbours. */
export default defineComponent({
  name: 'wire',
  description: 'Bus between neighbouring units',
  params: z.strictObject({
    bits: z.int().min(1).meta({ description: 'Width of the bus', unit: 'bits' }),
    length_mm: z.number().positive().meta({ description: 'Length of the bus', unit: 'mm' }),
  }),
  actions: { transfer: 'one value over the bus from end to end' },
  attributes: (params) => params,
});
