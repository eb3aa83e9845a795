import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';
import { commonOnes, packBits } from './bitMatrix.ts';
import type { BitPlaneMapping } from './mapping.ts';
import { digitBits } from './planeShape.ts';

/** A matrix row after row along K, by element. */
type Elements = (row: number, l: number) => number;

/**
 * The exact integer product by digits. Operands are two's complement integers of their widths. In 1-bit digits x is coded
 * without loss as the bipolar 2x + 1, whose bit i stands for ±2^i: a pair of digits sums
 * K + 4·|p ∧ q| − 2·|p| − 2·|q|, pairs are added with shifts, and from the product of the bipolar numbers
 * Σxy = (Σ(2x+1)(2y+1) − 2Σx − 2Σy − K) / 4. In 4-bit digits the highest is signed, the others are not.
 */
export function compute(
  operation: Operation,
  { unit }: BitPlaneMapping,
  { a, b }: OperandData,
): Float64Array {
  const { batch, m, n, k, b_shared_by } = asGemm(operation)!;
  const { operands } = operation;
  checkRange(a, operands.a.bits, 'a');
  checkRange(b, operands.b.bits, 'b');
  const out = new Float64Array(batch * m * n);
  const product = unit === 'b1' ? bipolarProduct : digitProduct;
  for (let g = 0; g < batch; g++) {
    const base = Math.floor(g / b_shared_by) * k * n;
    const left: Elements = (i, l) => a[(g * m + i) * k + l]!;
    const right: Elements = (j, l) => b[base + l * n + j]!;
    product(out.subarray(g * m * n, (g + 1) * m * n), m, n, k, left, right, operands.a.bits, operands.b.bits);
  }
  return out;
}

function checkRange(values: Float64Array, bits: number, name: string): void {
  const half = 1 << (bits - 1);
  for (const x of values)
    if (!Number.isInteger(x) || x < -half || x >= half)
      throw new RangeError(`operand ${name} holds ${x}, no integer of ${bits} bits`);
}

function bipolarProduct(
  out: Float64Array,
  m: number,
  n: number,
  k: number,
  left: Elements,
  right: Elements,
  left_bits: number,
  right_bits: number,
): void {
  // Bit i of x + 2^(bits − 1) says whether 2x + 1 holds +2^i or −2^i.
  const planes = (rows: number, bits: number, at: Elements) => {
    const offset = 1 << (bits - 1);
    return Array.from({ length: bits }, (_, plane) => packBits(rows, k, plane, (i, l) => at(i, l) + offset));
  };
  const [lefts, rights] = [planes(m, left_bits, left), planes(n, right_bits, right)];
  const [rowSums, colSums] = [sumsOf(m, k, left), sumsOf(n, k, right)];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      lefts.forEach((p, x) => {
        rights.forEach((q, y) => {
          const pair = k + 4 * commonOnes(p, i, q, j) - 2 * p.ones[i]! - 2 * q.ones[j]!;
          sum += pair * (1 << (x + y));
        });
      });
      out[i * n + j] = (sum - 2 * rowSums[i]! - 2 * colSums[j]! - k) / 4;
    }
}

function sumsOf(rows: number, k: number, at: Elements): Float64Array {
  const sums = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let l = 0; l < k; l++) sums[i]! += at(i, l);
  return sums;
}

function digitProduct(
  out: Float64Array,
  m: number,
  n: number,
  k: number,
  left: Elements,
  right: Elements,
  left_bits: number,
  right_bits: number,
): void {
  const width = digitBits.i4;
  const [lefts, rights] = [Math.ceil(left_bits / width), Math.ceil(right_bits / width)];
  const digit = (x: number, place: number, count: number): number =>
    place === count - 1 ? x >> (place * width) : (x >> (place * width)) & 15;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let total = 0;
      for (let x = 0; x < lefts; x++)
        for (let y = 0; y < rights; y++) {
          let sum = 0;
          for (let l = 0; l < k; l++) sum += digit(left(i, l), x, lefts) * digit(right(j, l), y, rights);
          total += sum * (1 << (width * (x + y)));
        }
      out[i * n + j] = total;
    }
}
