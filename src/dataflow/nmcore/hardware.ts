import * as z from 'zod';
import { offChipMemory } from '../../arch/offChipMemory.ts';

const count = z.int().min(1).max(65_536);
const group = z.int().min(1).max(64);
const lanes = group.meta({ description: 'Products that one output takes in a cycle' });

const shape = z
  .strictObject({
    n: group.meta({ description: 'Values kept of a group' }),
    m: group.meta({ description: 'Consecutive inputs of a group' }),
  })
  .refine(({ n, m }) => n <= m, { path: ['n'], message: 'n must not exceed m' });

/** `2:4` as numbers. */
export const groupShape = (text: string): { readonly n: number; readonly m: number } => {
  const [n, m] = text.split(':').map(Number);
  return { n: n!, m: m! };
};

/** How a core leaves zeros out. Every scheme runs every operand: what its format can't hold takes more passes. */
const sparsity = z
  .discriminatedUnion('scheme', [
    z.strictObject({
      scheme: z.literal('groups').meta({ description: 'Weights in groups of the shapes listed' }),
      lanes,
      shapes: z
        .array(z.string().regex(/^([1-9]|[1-5]\d|6[0-4]):([1-9]|[1-5]\d|6[0-4])$/))
        .min(1)
        .max(32)
        .meta({
          description: 'Groups n:m that the selectors support, up to 64; the mapper chooses one for a layer',
        }),
    }),
    z.strictObject({
      scheme: z.literal('row-wise').meta({ description: 'Each output has its own n of m' }),
      lanes,
      m: group.meta({ description: 'Consecutive inputs of a group' }),
    }),
    z.strictObject({
      scheme: z.literal('hierarchical').meta({ description: 'Blocks in groups, values in blocks' }),
      outer: shape.meta({ description: 'Blocks kept of a group of blocks' }),
      inner: shape.meta({ description: 'Values kept of a block' }),
    }),
    z.strictObject({
      scheme: z.literal('paired-blocks').meta({
        description: 'Blocks of both operands: activations one after another, weights selected among n',
      }),
      block: group.meta({ description: 'Consecutive inputs of a block' }),
      n: group.meta({ description: 'Weights held of a block' }),
    }),
    z.strictObject({
      scheme: z.literal('outer-product').meta({
        description: 'Non-zeros of a column of a and a row of b, found by bitmaps',
      }),
    }),
  ])
  .meta({ description: 'How zeros are left out' });

const core = z
  .strictObject({
    count: count.meta({ description: 'Cores' }),
    tile_m: count.meta({ description: 'Tokens of the accumulators of a core' }),
    tile_n: count.meta({ description: 'Outputs of the accumulators of a core' }),
    units_m: count.meta({ description: 'Tokens that advance in the same cycle' }),
    units_n: count.meta({ description: 'Outputs that advance in the same cycle' }),
    step_k: count.meta({ description: 'Inputs of one fill of an operand buffer', unit: 'elements' }),
    bits_a: z.int().min(1).max(64).meta({ description: 'Width of an activation', unit: 'bits' }),
    bits_b: z.int().min(1).max(64).meta({ description: 'Width of a weight', unit: 'bits' }),
    accumulator_bits: z.int().min(1).max(64).meta({ description: 'Width of a sum', unit: 'bits' }),
    operand_bytes_per_cycle: z
      .number()
      .positive()
      .max(1e9)
      .meta({ description: 'Into the operand buffers of one core', unit: 'bytes/cycle' }),
    drain_bytes_per_cycle: z
      .number()
      .positive()
      .max(1e9)
      .meta({ description: 'Out of the accumulators of one core', unit: 'bytes/cycle' }),
    sparsity,
  })
  .refine(({ tile_m, units_m }) => tile_m % units_m === 0, {
    path: ['units_m'],
    message: 'must divide tile_m',
  })
  .refine(({ tile_n, units_n }) => tile_n % units_n === 0, {
    path: ['units_n'],
    message: 'must divide tile_n',
  })
  .refine(
    ({ sparsity: given }) =>
      given.scheme !== 'groups' ||
      given.shapes.map(groupShape).every(({ n, m }) => n <= m && given.lanes % n === 0),
    { path: ['sparsity', 'shapes'], message: 'n must not exceed m, and must divide the lanes' },
  )
  .refine(
    ({ sparsity: given, units_n }) => given.scheme !== 'row-wise' || (units_n * given.lanes) % given.m === 0,
    { path: ['sparsity', 'lanes'], message: 'times units_n must be a multiple of m' },
  )
  .refine(({ sparsity: given }) => given.scheme !== 'paired-blocks' || given.n <= given.block, {
    path: ['sparsity', 'n'],
    message: 'must not exceed the block',
  });

/** Tensor cores with sparse operands behind one buffer and one memory. */
export const nmCoreHardware = z.strictObject({
  core,
  buffer: z.strictObject({
    total_kib: z.number().positive().max(1e9).meta({ description: 'On-chip buffer', unit: 'KiB' }),
    banks: z.int().min(1).max(4096).meta({ description: 'Banks' }),
    word_bits: z.int().min(8).max(4096).meta({ description: 'Bits of one access to a bank', unit: 'bits' }),
  }),
  dram: offChipMemory,
});

export type NmCoreHardware = z.output<typeof nmCoreHardware>;
export type NmCore = NmCoreHardware['core'];

/** What may be chosen for a layer. */
export const nmCoreMapping = z.strictObject({
  order: z.enum(['tokens', 'outputs']).meta({ description: 'Operand whose panels stay in the buffer' }),
  n: group.meta({ description: 'Shape of groups; that of the hardware where it has one only' }),
  m: group.meta({ description: 'Shape of groups; that of the hardware where it has one only' }),
});

export type NmCoreMapping = z.output<typeof nmCoreMapping>;
