import * as z from 'zod';
import { defineComponent } from '../defineComponent.ts';

export interface SparseTrainingArrayParams {
  /** Processing elements. */
  readonly elements: number;
  readonly dsp_per_mac: number;
  /** Accumulators of an element, two sets of them. */
  readonly accumulators: number;
  /** Largest group of n:m: activations that an element selects from. */
  readonly group: number;
  /** Weights that the reduction engine takes in a cycle. */
  readonly reduced: number;
  /** Weights that the update engine takes in a cycle. */
  readonly updated: number;
  readonly dsp_kind: string;
}

/**
 * SAT's unified sparse elements, online reduction engine and weight-update engine. Logic, engineering estimates
 * (unverified): an element has a 16-bit M:1 multiplexer (16 × ⌈M/4⌉ LUTs, pairs joined in the slice), alignment and
 * normalisation of the fp32 sum beside its DSP slices (250 LUTs, 350 flip-flops) and accumulators in distributed RAM (one LUT
 * for 2 bits of 32 words); the reduction engine a 16-bit comparator (8 LUTs) for each pair of a group; the update engine two
 * fp32 multiply-adds a lane, 6 DSP slices, 1,200 LUTs and 1,600 flip-flops.
 */
export default defineComponent<SparseTrainingArrayParams>({
  name: 'sparse-training-array',
  description: 'Unified sparse elements with online n:m reduction and weight update',
  params: z.strictObject({
    elements: z.int().min(1).meta({ description: 'Processing elements' }),
    dsp_per_mac: z.int().min(1).meta({ description: 'DSP slices of one fp16 multiply and fp32 add' }),
    accumulators: z.int().min(1).meta({ description: 'Accumulators of an element' }),
    group: z.int().min(1).meta({ description: 'Largest m of n:m' }),
    reduced: z.int().min(1).meta({ description: 'Weights reduced in a cycle' }),
    updated: z.int().min(1).meta({ description: 'Weights updated in a cycle' }),
    dsp_kind: z.string().meta({ description: 'Kind of slice' }),
  }),
  actions: {
    mac: 'one fp16 product added in fp32',
    reduce: 'one weight through the reduction engine',
    update: 'one weight through the update engine',
  },
  attributes: ({ dsp_kind, dsp_per_mac }) => ({ dsp_kind, dsp_per_mac }),
  resources({ elements, dsp_per_mac, accumulators, group, reduced, updated }) {
    const select = 16 * Math.ceil(group / 4);
    const sums = 16 * Math.ceil((2 * accumulators) / 32);
    const compare = 8 * (group - 1);
    return {
      dsp: elements * dsp_per_mac + 6 * updated,
      lut: elements * (250 + select + sums) + reduced * compare + 1200 * updated,
      ff: elements * (350 + 16 * group) + reduced * 40 + 1600 * updated,
      bram36: 0,
      uram: 0,
    };
  },
});
