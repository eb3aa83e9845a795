import * as z from 'zod';
import { defineComponent } from './defineComponent.ts';

/** Flip-flops beside a unit, read and written in one cycle. */
export default defineComponent({
  name: 'register',
  description: 'Register in a processing element',
  params: z.strictObject({
    bits: z.int().min(1).meta({ description: 'Width', unit: 'bits' }),
  }),
  actions: { read: 'the whole register is read', write: 'the whole register is written' },
  attributes: (params) => params,
});
