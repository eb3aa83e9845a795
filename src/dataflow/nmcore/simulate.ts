import { isDense } from '../../tensor/isDense.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import { listSchedule, scheduleEstimate } from '../gpu/listSchedule.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { activationSide } from './activationSide.ts';
import { effectualProducts } from './effectual.ts';
import { executionOf } from './executionOf.ts';
import type { NmCoreHardware, NmCoreMapping } from './hardware.ts';
import { addOperands, footprintOf, layerSums } from './layerSums.ts';
import { memoryTime } from './memoryTime.ts';
import { productTimes } from './productTimes.ts';
import { schemeOf } from './scheme.ts';
import type { Side } from './side.ts';
import { weightSide } from './weightSide.ts';

/** Tiles up to which the list of all of them is kept; beyond it their mean says the same. */
const mostTiles = 16_777_216;

/**
 * Cuts both operands as they are, times every tile of outputs, and lists the tiles of all products on the cores in
 * order, each to the core that is free first.
 */
export function simulate(
  operation: Operation,
  hardware: NmCoreHardware,
  mapping: NmCoreMapping,
  context: SimulationContext,
): Execution {
  const view = asGemm(operation)!;
  const { batch, m, n, k, b_shared_by } = view;
  const { core } = hardware;
  const { a: given, b: weights, out } = operation.operands;
  const scheme = schemeOf(core, mapping);
  const sparseA = !isDense(given.sparsity);
  const sparseB = !isDense(weights.sparsity);
  const copies = sparseA || sparseB ? 1 : batch;
  const sums = layerSums();
  const parts: Float64Array[] = [];
  let a: Side | null = null;
  let b: Side | null = null;
  for (let g = 0; g < batch; g += copies) {
    const patternA = sparseA ? context.pattern('a', g) : null;
    const patternB = sparseB ? context.pattern('b', g) : null;
    const fresh = g % b_shared_by === 0;
    if (a === null || sparseA) a = activationSide(m, k, core, given.bits, scheme, patternA);
    if (b === null || (sparseB && fresh)) b = weightSide(n, k, core, weights.bits, scheme, patternB);
    const times = productTimes(a, b, scheme.slices_per_step, out.bits, core);
    parts.push(times.durations);
    sums.compute += copies * times.compute;
    sums.drain += copies * times.drain;
    sums.busy += copies * times.busy;
    sums.effectual += copies * effectualProducts(m, n, k, patternA, patternB);
    sums.fromActivations += copies * a.values * n;
    addOperands(sums, a, b, copies, copies === batch ? batch / b_shared_by : fresh ? 1 : 0);
  }
  const makespan = schedule(parts, copies, sums.busy, core.count);
  const work = { ...sums, makespan };
  const footprint = footprintOf(sums, batch * m * n);
  return executionOf(operation, view, hardware, mapping, scheme, work, footprint, (traffic) =>
    memoryTime(traffic, hardware.dram, context.clock_hz),
  );
}

/** Every part `copies` times in launch order, on cores that take the next tile when they are free. */
function schedule(parts: readonly Float64Array[], copies: number, total: number, cores: number): number {
  let tiles = 0;
  for (const part of parts) tiles += copies * part.length;
  if (tiles > mostTiles) {
    let longest = 0;
    for (const part of parts) for (const cycles of part) if (cycles > longest) longest = cycles;
    return scheduleEstimate(total, longest, tiles, cores);
  }
  if (parts.length === 1 && copies === 1) return listSchedule(parts[0]!, cores);
  const all = new Float64Array(tiles);
  let at = 0;
  for (const part of parts)
    for (let copy = 0; copy < copies; copy++) {
      all.set(part, at);
      at += part.length;
    }
  return listSchedule(all, cores);
}
