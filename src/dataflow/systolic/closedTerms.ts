import { type ArrayCounts, columnPassesOf } from './arrayCounts.ts';
import { arrayTotals, portExcess } from './closedForm.ts';
import type { Chip } from './hardware.ts';
import type { Problem } from './problem.ts';
import { type Tiling, tileBytesA, tileBytesB, tileBytesOut } from './tiling.ts';
import type { DramTraffic } from './traffic.ts';

/** What the closed form of a mapped product is made of, but for the DRAM's speed. */
export interface ClosedTerms {
  /** Cycles of the array by reason. */
  readonly stream: number;
  readonly fill: number;
  readonly bank: number;
  /** Bytes over the DRAM port by operand, indices and partial sums (both ways) included. */
  readonly bytesA: number;
  readonly bytesB: number;
  readonly bytesOut: number;
  /** Bytes of the first loads and of the last store. */
  readonly first: number;
  readonly last: number;
  readonly steps: number;
}

export function closedTerms(
  problem: Problem,
  chip: Chip,
  tiling: Tiling,
  array: ArrayCounts,
  dram: DramTraffic,
): ClosedTerms {
  const { m, n, k } = tiling;
  const { stream, fill } = arrayTotals(problem, chip, tiling, columnPassesOf(problem, chip, n));
  const bank = portExcess(
    chip,
    {
      a: array.readsA * problem.bitsA,
      b: array.readsB * problem.bitsB + array.readsIndex * problem.space.indexBits,
      out: (array.readsOut + array.writesOut) * tiling.outBits,
    },
    stream + fill,
  );
  return {
    stream,
    fill,
    bank,
    bytesA: dram.a.bytes + dram.a.indexBytes,
    bytesB: dram.b.bytes + dram.b.indexBytes,
    bytesOut: dram.out.bytes + 2 * dram.partial.bytes,
    first: tileBytesA(problem, 0, m, 0, k) + tileBytesB(problem, 0, 0, n, 0, k),
    last: tileBytesOut(m, n, problem.bitsOut),
    steps: problem.batch * tiling.tilesM * tiling.tilesN * tiling.tilesK,
  };
}
