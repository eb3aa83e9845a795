import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import { residentBytes } from '../gpu/measuredShape.ts';
import type { BitPlaneHardware } from './hardware.ts';
import type { BitPlaneMapping } from './mapping.ts';

export type Unit = BitPlaneMapping['unit'];

/** Bits of a digit. */
export const digitBits: Readonly<Record<Unit, number>> = { b1: 1, i4: 4 };

/** Widest operands that are cut into digits: wider ones have instructions of their own. */
const widest = 8;
/** Digits are stored along K in words of 32 bits. */
export const wordBits = 32;

/** A product as digits: out[M,N] = a[M,K] × b[K,N], an operand of d digits being d matrices of digits. */
export interface PlaneShape {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Different b of a batch. */
  readonly weight_sets: number;
  readonly digit_bits: number;
  readonly a_digits: number;
  readonly b_digits: number;
  readonly output_bytes: number;
  /** Operands lie in the L2: products of two activations that fit. */
  readonly warm: boolean;
  /** MAC of digits per clock and SM. */
  readonly rate: number;
}

/** Pairs of digits that an output sums. */
export const pairsOf = ({ a_digits, b_digits }: PlaneShape): number => a_digits * b_digits;

/** Words of all digits of an operand, rows along K being filled up to whole words. */
export const wordsOf = (rows: number, digits: number, { k, digit_bits }: PlaneShape): number =>
  rows * digits * Math.ceil((k * digit_bits) / wordBits);

export const rateOf = ({ integer_mma: mma }: BitPlaneHardware, unit: Unit): number | undefined =>
  unit === 'b1' ? mma.b1_macs_per_cycle : mma.i4_macs_per_cycle;

/** The units of a device, the one of whole bits first. */
export const unitsOf = (hardware: BitPlaneHardware): readonly Unit[] =>
  (['b1', 'i4'] as const).filter((unit) => rateOf(hardware, unit) !== undefined);

/** Why digits can't do it, or null. */
export function planeRefusal(operation: Operation): string | null {
  const view = asGemm(operation);
  if (view === null) return 'needs a matrix product';
  const { a, b } = operation.operands;
  const bits = Math.max(a.bits, b.bits);
  if (bits > widest) return `cuts operands of at most ${widest} bits into digits, has ${bits}`;
  return null;
}

export function planeShape(operation: Operation, hardware: BitPlaneHardware, unit: Unit): PlaneShape {
  const { batch, m, n, k, b_shared_by } = asGemm(operation)!;
  const { a, b, out } = operation.operands;
  const digit_bits = digitBits[unit];
  const shape = {
    batch,
    m,
    n,
    k,
    weight_sets: Math.ceil(batch / b_shared_by),
    digit_bits,
    a_digits: Math.ceil(a.bits / digit_bits),
    b_digits: Math.ceil(b.bits / digit_bits),
    output_bytes: Math.ceil(out.bits / 8),
    warm: false,
    rate: rateOf(hardware, unit)!,
  };
  const activations = operation.kind === 'gemm' && operation.weights === null;
  const bytes = 4 * operandWords(shape);
  return { ...shape, warm: activations && bytes <= residentBytes(hardware.gpu) };
}

/** Words of both operands. */
export const operandWords = (shape: PlaneShape): number => aWords(shape) + bWords(shape);
export const aWords = (shape: PlaneShape): number => shape.batch * wordsOf(shape.m, shape.a_digits, shape);
export const bWords = (shape: PlaneShape): number =>
  shape.weight_sets * wordsOf(shape.n, shape.b_digits, shape);
