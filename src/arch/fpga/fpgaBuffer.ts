import * as z from 'zod';
import { defineComponent } from '../defineComponent.ts';

export interface FpgaBufferParams {
  readonly word_bits: number;
  readonly depth: number;
  readonly banks: number;
  readonly block: 'bram36' | 'uram';
}

/** Block RAM is 36 Kib, at widest 72 bits × 512 words; UltraRAM 288 Kib, 72 bits × 4096 words (AMD UG573). */
export const blockShape = { bram36: { bits: 72, depth: 512 }, uram: { bits: 72, depth: 4096 } } as const;

/** Blocks of the kind that wastes fewer bits: deep narrow buffers go to UltraRAM, shallow ones to block RAM. */
export function bufferBlock(depth: number, hasUram: boolean): 'bram36' | 'uram' {
  return hasUram && depth >= blockShape.uram.depth / 2 ? 'uram' : 'bram36';
}

/** Blocks beside one another and on top of one another for one bank. */
export function blocksOf({ word_bits, depth, block }: Omit<FpgaBufferParams, 'banks'>): number {
  const shape = blockShape[block];
  if (block === 'bram36') {
    // Narrower than 72 bits a block RAM trades width for depth: 36 × 1024, 18 × 2048, 9 × 4096.
    let best = Number.POSITIVE_INFINITY;
    for (let factor = 1; factor <= 8; factor *= 2)
      best = Math.min(
        best,
        Math.ceil(word_bits / (shape.bits / factor)) * Math.ceil(depth / (shape.depth * factor)),
      );
    return best;
  }
  return Math.ceil(word_bits / shape.bits) * Math.ceil(depth / shape.depth);
}

export default defineComponent<FpgaBufferParams>({
  name: 'fpga-buffer',
  description: 'On-chip memory of an FPGA, in block RAM or UltraRAM',
  params: z.strictObject({
    word_bits: z.int().min(1).meta({ description: 'Bits of one access to one bank', unit: 'bits' }),
    depth: z.int().min(1).meta({ description: 'Words of a bank', unit: 'words' }),
    banks: z.int().min(1).meta({ description: 'Banks' }),
    block: z.enum(['bram36', 'uram']).meta({ description: 'Kind of block' }),
  }),
  actions: { read: 'one word out of one bank', write: 'one word into one bank' },
  attributes: ({ word_bits, block }) => ({ word_bits, block }),
  resources(params) {
    const blocks = params.banks * blocksOf(params);
    // Address and data steering of a bank: an engineering estimate, unverified.
    const logic = { lut: params.banks * 24, ff: params.banks * 32, dsp: 0 };
    return {
      ...logic,
      bram36: params.block === 'bram36' ? blocks : 0,
      uram: params.block === 'uram' ? blocks : 0,
    };
  },
});
