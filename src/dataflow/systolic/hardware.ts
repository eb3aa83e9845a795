import * as z from 'zod';
import { offChipMemory } from '../../arch/offChipMemory.ts';

const side = z.int().min(1).max(65_536);
const width = z.int().min(1).max(64);

/** How the array profits from n:m operands; docs/models/systolic.md says what each does in which cycle. */
const sparsity = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('none') }),
    z.strictObject({
      mode: z.literal('compressed'),
      m: z
        .int()
        .min(2)
        .max(4096)
        .meta({ description: 'Candidates of the selector: layers n:m with m dividing it run' }),
    }),
    z.strictObject({
      mode: z.literal('time-multiplexed'),
      n: z
        .int()
        .min(1)
        .max(4096)
        .meta({ description: 'Values a processing element holds: layers with more run dense' }),
      m: z.int().min(2).max(4096).meta({ description: 'Candidates of the selector' }),
    }),
    z.strictObject({
      mode: z.literal('row-wise'),
      m: z
        .int()
        .min(2)
        .max(4096)
        .meta({ description: 'Block of k within which each row of weights keeps its own n' }),
      lanes: z
        .union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)])
        .meta({ description: 'Multipliers in a processing element' }),
    }),
    z.strictObject({
      mode: z.literal('paired-blocks'),
      block: z
        .int()
        .min(2)
        .max(4096)

        .meta({ description: 'Two blocks of this many k share their rows' }),
    }),
  ])
  .meta({ description: 'Support of n:m operands' });

const array = z
  .strictObject({
    rows: side.meta({ description: 'Processing elements in a column' }),
    cols: side.meta({ description: 'Processing elements in a row' }),
    dataflow: z
      .enum(['ws', 'is', 'os'])
      .meta({ description: 'What stays in the array: weights (b), inputs (a) or outputs' }),
    bits_a: width.meta({ description: 'Widest a that the multipliers take', unit: 'bits' }),
    bits_b: width.meta({ description: 'Widest b that the multipliers take', unit: 'bits' }),
    accumulator_bits: width.meta({ description: 'Width of partial sums', unit: 'bits' }),
    pe_pitch_um: z
      .number()
      .positive()
      .max(10_000)
      .meta({ description: 'Distance of neighbouring processing elements', unit: 'µm' }),
    zero_gating: z
      .boolean()
      .default(false)
      .meta({ description: 'A zero operand keeps the multiplier from toggling' }),
    sparsity: sparsity.default({ mode: 'none' }),
  })
  .meta({ description: 'The systolic array' });

const kib = z.number().positive().max(16_777_216);
const banks = z.int().min(1).max(4096);
const pad = {
  buffers: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .meta({ description: 'Tiles of an operand held at once: 2 loads the next one while one is used' }),
  ports: z.int().min(1).max(4).default(1).meta({ description: 'Accesses to a bank in one cycle' }),
  word_bits: z.int().min(8).max(512).meta({ description: 'Width of a bank', unit: 'bits' }),
};

const scratchpad = z
  .discriminatedUnion('arrangement', [
    z.strictObject({
      arrangement: z.literal('split'),
      a_kib: kib.meta({ description: 'Capacity for a', unit: 'KiB' }),
      b_kib: kib.meta({ description: 'Capacity for b', unit: 'KiB' }),
      out_kib: kib.meta({ description: 'Capacity for outputs and partial sums', unit: 'KiB' }),
      a_banks: banks.default(1).meta({ description: 'Banks of the scratchpad of a' }),
      b_banks: banks.default(1).meta({ description: 'Banks of the scratchpad of b' }),
      out_banks: banks.default(1).meta({ description: 'Banks of the scratchpad of outputs' }),
      ...pad,
    }),
    z.strictObject({
      arrangement: z.literal('shared'),
      total_kib: kib.meta({ description: 'Capacity for all operands; the mapping divides it', unit: 'KiB' }),
      banks: banks.default(1).meta({ description: 'Banks, shared by all operands' }),
      ...pad,
    }),
  ])
  .meta({ description: 'On-chip memory between DRAM and the array' });

/** An architecture of the systolic family, less the keys that every architecture has. */
export const systolicHardware = z.strictObject({ array, scratchpad, dram: offChipMemory });

export type SystolicHardware = z.output<typeof systolicHardware>;

/** What is on the chip. Whatever depends on it alone is the same for any DRAM. */
export type Chip = Pick<SystolicHardware, 'array' | 'scratchpad'>;
