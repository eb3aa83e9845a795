import type { Operation } from '../../workload/operation.ts';
import type { OperandData } from '../operandData.ts';
import { groupsOf } from './groups.ts';
import type { GroupQuantHardware } from './hardware.ts';
import type { GroupQuantMapping } from './mapping.ts';
import { lanes, laneValues, slicesOfGroup, slotsOf, warpsOfCta } from './shares.ts';

/** Weights as stored: codes of the kept groups, output after output, and where each group stands. */
interface Packed {
  /** Unsigned codes, `size` for each kept group, filled up with the zero. */
  readonly codes: Uint8Array;
  readonly places: Int32Array;
  readonly starts: Int32Array;
  readonly zero: number;
}

/**
 * The product from the stored format, in the kernel's order: weights are integers of their width (what scales of groups
 * multiply them with comes from outside); a lane sums slices of 16 in fp32, lanes of a warp are joined by halves, and
 * parts of an output are added in the order of the shares.
 */
export function compute(
  operation: Operation,
  mapping: GroupQuantMapping,
  hardware: GroupQuantHardware,
  { a, b }: OperandData,
): Float64Array {
  const groups = groupsOf(operation, hardware);
  const { m, n, k } = groups.view;
  const packed = pack(b, n, k, groups.size, operation.operands.b.bits, groups.sparse);
  const slices = slicesOfGroup(groups.size);
  const all = packed.starts[n]! * slices;
  const warps = slotsOf(hardware, mapping) * warpsOfCta;
  const share = mapping.split === 'rows' ? all : Math.max(1, Math.ceil(all / warps));
  const out = new Float64Array(m * n);
  for (let token = 0; token < m; token++)
    for (let row = 0; row < n; row++) {
      const end = packed.starts[row + 1]! * slices;
      let sum = 0;
      for (let from = packed.starts[row]! * slices; from < end; ) {
        const to = Math.min(end, mapping.split === 'rows' ? end : (Math.floor(from / share) + 1) * share);
        sum = Math.fround(sum + warpSum(packed, groups.size, slices, from, to, a, token * k, k));
        from = to;
      }
      out[token * n + row] = sum;
    }
  return out;
}

function pack(b: Float64Array, n: number, k: number, size: number, bits: number, sparse: boolean): Packed {
  const zero = 1 << (bits - 1);
  const each = Math.ceil(k / size);
  const codes: number[] = [];
  const places: number[] = [];
  const starts = new Int32Array(n + 1);
  for (let row = 0; row < n; row++) {
    for (let place = 0; place < each; place++) {
      const first = place * size;
      const values = Array.from({ length: size }, (_, i) => (first + i < k ? b[(first + i) * n + row]! : 0));
      if (sparse && values.every((value) => value === 0)) continue;
      for (const value of values) {
        if (!Number.isInteger(value) || value < -zero || value >= zero)
          throw new RangeError(`operand b holds ${value}, no integer of ${bits} bits`);
        codes.push(value + zero);
      }
      places.push(place);
    }
    starts[row + 1] = places.length;
  }
  return { codes: Uint8Array.from(codes), places: Int32Array.from(places), starts, zero };
}

/** Slices `from` … `to` of one output times one token. */
function warpSum(
  { codes, places, zero }: Packed,
  size: number,
  slices: number,
  from: number,
  to: number,
  a: Float64Array,
  base: number,
  k: number,
): number {
  const sums = new Float32Array(lanes);
  for (let at = from; at < to; at++) {
    const group = Math.floor(at / slices);
    const first = (at % slices) * laneValues;
    let slice = 0;
    for (let i = first; i < Math.min(size, first + laneValues); i++) {
      const input = places[group]! * size + i;
      if (input < k) slice = Math.fround(slice + (codes[group * size + i]! - zero) * a[base + input]!);
    }
    sums[(at - from) % lanes]! += slice;
  }
  for (let distance = lanes / 2; distance >= 1; distance /= 2)
    for (let lane = 0; lane < distance; lane++) sums[lane]! += sums[lane + distance]!;
  return sums[0]!;
}
