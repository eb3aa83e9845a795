import * as z from 'zod';
import { defineComponent } from '../defineComponent.ts';

const count = z.int().min(1);

/**
 * One core's chains of DSP slices. LUTs and flip-flops for each slice, engineering estimates (unverified): an 8-bit 16:1
 * operand multiplexer is 8 × 4 LUT6 with the F7/F8 multiplexers of the slice; the overflow-adjust unit and reduction node
 * behind every second slice are two 20-bit adders, 20 LUTs a slice; pipelining of operands and indices 2 × 27 + 18 + 8
 * flip-flops.
 */
export default defineComponent<{
  multipliers: number;
  macs_per_dsp: number;
  sparse: boolean;
  dsp_kind: string;
}>({
  name: 'dsp-chain',
  description: 'Chains of DSP slices with operand multiplexers, reduction nodes and overflow adjustment',
  params: z.strictObject({
    multipliers: count.meta({ description: 'INT8 multiplications in one cycle' }),
    macs_per_dsp: count.meta({ description: 'INT8 multiplications packed into a slice' }),
    sparse: z.boolean().meta({ description: 'With operand multiplexers' }),
    dsp_kind: z.string().meta({ description: 'Kind of slice' }),
  }),
  actions: { slice: 'one cycle of one slice: all multiplications packed into it' },
  attributes: ({ multipliers, macs_per_dsp, dsp_kind }) => ({ multipliers, macs_per_dsp, dsp_kind }),
  resources({ multipliers, macs_per_dsp, sparse }) {
    const dsp = Math.ceil(multipliers / macs_per_dsp);
    return { dsp, lut: dsp * (20 + (sparse ? 32 : 0)), ff: dsp * 80, bram36: 0, uram: 0 };
  },
});
