import { memoryLimit, memoryPace } from '../../../arch/offChipMemory.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Execution } from '../../execution.ts';
import type { SimulationContext } from '../../simulationContext.ts';
import { expectedOutputs, rowProductsOf } from '../expectedOutputs.ts';
import { sparseProblem } from '../sparseProblem.ts';
import type { MergeHardware } from './hardware.ts';
import { mergeBound } from './mergeBound.ts';
import { inCache, inMemory, inMerge, type MergeCounts } from './mergeCounts.ts';
import { mergeExecution } from './mergeExecution.ts';

/**
 * The closed form: mergers evenly loaded against the bytes of the memory. Reuse of b's lines is the share of them that
 * the cache holds; partial rows are one more pass of the products of long rows, and stay in the cache.
 */
export function estimateMerge(
  operation: Operation,
  hardware: MergeHardware,
  _mapping: unknown,
  context: SimulationContext,
): Execution {
  const { elements, cache, dram } = hardware;
  const problem = sparseProblem(operation, hardware.index_bytes, context);
  const { a, b, nnzA, nnzB, products, bytesA, bytesB, bytesOut, indexBytes } = problem;
  const rowProducts = rowProductsOf(a, b);
  const outputs = Math.min(products, expectedOutputs(rowProducts, b.cols));
  const size = cache.line_bytes;
  let partials = 0;
  let tasks = 0;
  for (let row = 0; row < a.rows; row++) {
    const fibers = a.rowPointers[row + 1]! - a.rowPointers[row]!;
    for (
      let level = Math.ceil(fibers / elements.radix);
      level > 0;
      level = Math.ceil(level / elements.radix)
    ) {
      tasks += level;
      if (level === 1) break;
      partials += Math.min(rowProducts[row]!, level * b.cols);
    }
  }
  // A row of b begins anywhere in a line.
  const lines = Math.ceil((products * bytesB) / size) + (nnzB > 0 ? nnzA : 0);
  const footprint = Math.min(nnzB * bytesB, products * bytesB);
  const first = Math.min(lines, Math.ceil(footprint / size));
  const held = footprint === 0 ? 1 : Math.min(1, (cache.capacity_kib * 1024) / footprint);
  const missesB = Math.min(lines, first + Math.round((lines - first) * (1 - held)));
  const placed = Math.ceil((partials * bytesOut) / size);
  const pace = memoryPace(dram, context.clock_hz);
  const perCycle = pace.bandwidth_bytes_per_s / context.clock_hz;
  const bytes = nnzA * (bytesA + 2 * indexBytes) + missesB * size + outputs * bytesOut;
  const merging = Math.max(tasks, products + partials);
  const asked = (lines + placed) / Math.min(elements.count, cache.banks);
  const latency = tasks > 0 ? 2 * pace.latency_cycles + cache.hit_cycles : 0;
  const { cycles: least } = mergeBound(operation, hardware, context);
  const cycles = Math.max(
    1,
    least,
    Math.ceil(Math.max(merging / elements.count, asked, bytes / perCycle) + latency),
  );
  const whole = elements.count * cycles;
  const spent = new Float64Array(6);
  spent[inMerge] = Math.min(whole, merging);
  const rest = whole - spent[inMerge]!;
  if (asked > bytes / perCycle) spent[inCache] = rest;
  else spent[inMemory] = rest;
  const counts: MergeCounts = {
    cycles,
    spent,
    merged: products + partials,
    outputs,
    partials,
    lines: lines + placed,
    missesB,
    missesPartial: 0,
    placed,
    evicted: 0,
    tasks,
  };
  const peak = memoryLimit(dram).bandwidth_bytes_per_s / context.clock_hz;
  return mergeExecution(problem, hardware, counts, peak, null);
}
