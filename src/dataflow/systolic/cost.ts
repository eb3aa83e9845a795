import { columnPassesOf } from './arrayCounts.ts';
import { arrayTotals, overlappedCycles } from './closedForm.ts';
import type { SystolicHardware } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import type { Problem } from './problem.ts';
import { tileBytesA, tileBytesB, tileBytesOut, tilingOf } from './tiling.ts';
import { repeats, spillsOf } from './traffic.ts';

/** Cycles of a mapping for search: the estimate with every tile taken as large as the first one. */
export function costOf(
  problem: Problem,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  clock_hz: number,
): number {
  const tiling = tilingOf(problem, hardware, mapping);
  const { m, n, k, tilesM, tilesN, tilesK } = tiling;
  const { batch, sharedBy, space } = problem;
  const { array, dram } = hardware;
  const columns = columnPassesOf(problem, hardware, tiling);
  const { stream, fill } = arrayTotals(problem, hardware, tiling, columns);
  const keptA = mapping.resident.includes('a');
  const keptB = mapping.resident.includes('b');
  const wholeA =
    problem.conv === null
      ? tileBytesA(problem, 0, problem.m, 0, space.slots)
      : tilesM * tilesK * tileBytesA(problem, 0, m, 0, k);
  const wholeB = tileBytesB(problem, 0, 0, problem.n, 0, space.slots);
  const loadsA = batch * (keptA ? 1 : repeats(tiling, 0, 2, 1));
  const onceB = keptB || (tilesN === 1 && tilesK === 1);
  const loadsB = (onceB ? Math.ceil(batch / sharedBy) : batch) * (keptB ? 1 : repeats(tiling, 1, 2, 0));
  const spills = mapping.resident.includes('out') ? 0 : spillsOf(tiling);
  const bytes =
    loadsA * wholeA +
    loadsB * wholeB +
    batch * tileBytesOut(problem.m, problem.n, problem.bitsOut) +
    2 * spills * batch * tileBytesOut(problem.m, problem.n, array.accumulator_bits);
  const rate = dram.bandwidth_bytes_per_s / clock_hz;
  const first = tileBytesA(problem, 0, m, 0, k) + tileBytesB(problem, 0, 0, n, 0, k);
  return overlappedCycles(hardware, stream + fill, {
    port: bytes / rate,
    first: first / rate + dram.latency_cycles,
    last: tileBytesOut(m, n, problem.bitsOut) / rate,
    latency: dram.latency_cycles,
    steps: batch * tilesM * tilesN * tilesK,
  });
}
