import * as z from 'zod';
import { defineComponent } from '../defineComponent.ts';

/**
 * Lanes of the special-function unit: exponential and reciprocal square root by table and one fp16 multiply-add each, four
 * DSP slices a lane with 450 LUTs and 600 flip-flops (engineering estimate, unverified).
 */
export default defineComponent<{ lanes: number; dsp_kind: string }>({
  name: 'special-function-unit',
  description: 'Softmax, norms, activations and element-wise operations',
  params: z.strictObject({
    lanes: z.int().min(1).meta({ description: 'Elements of one cycle' }),
    dsp_kind: z.string().meta({ description: 'Kind of DSP slice' }),
  }),
  actions: { element: 'one element through one pass' },
  attributes: ({ dsp_kind }) => ({ dsp_kind }),
  resources: ({ lanes }) => ({
    dsp: 4 * lanes,
    lut: 450 * lanes,
    ff: 600 * lanes,
    bram36: lanes / 2,
    uram: 0,
  }),
});
