import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import { scheduleEstimate } from '../gpu/listSchedule.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { patternFacts } from '../systolic/patternFacts.ts';
import { executionOf } from './executionOf.ts';
import { expectedActivations, expectedWeights } from './expectedSide.ts';
import type { NmCoreHardware, NmCoreMapping } from './hardware.ts';
import { addOperands, footprintOf, layerSums } from './layerSums.ts';
import { paceTime } from './memoryTime.ts';
import { schemeOf } from './scheme.ts';

/** The simulation with every slice at its expectation: full tiles and last ones, whole waves or the mean of them. */
export function estimate(
  operation: Operation,
  hardware: NmCoreHardware,
  mapping: NmCoreMapping,
  { clock_hz }: Pick<SimulationContext, 'clock_hz'>,
): Execution {
  const view = asGemm(operation)!;
  const { batch, m, n, k, b_shared_by } = view;
  const { core } = hardware;
  const scheme = schemeOf(core, mapping);
  const { a: given, b: weights, out } = operation.operands;
  const factsA = patternFacts(operation, 'a');
  const factsB = patternFacts(operation, 'b');
  const a = expectedActivations(m, k, core, given.bits, scheme, factsA);
  const b = expectedWeights(n, k, core, weights.bits, scheme, factsB);

  const slices = Math.ceil(k / scheme.slice);
  const perStep = Math.min(slices, scheme.slices_per_step);
  const steps = Math.ceil(slices / scheme.slices_per_step);
  const rest = slices - (steps - 1) * perStep;
  const port = 8 * core.operand_bytes_per_cycle;
  const drainPort = 8 * core.drain_bytes_per_cycle;
  const sums = layerSums();
  let longest = 0;
  const tile = (count: number, beats: number, linesA: number, linesB: number): void => {
    if (count === 0) return;
    const bits = linesA * a.bits + linesB * b.bits;
    const load = Math.ceil(Math.min(perStep, k / scheme.slice) * (bits / port));
    const lastLoad = Math.ceil(rest * (bits / port));
    const busy = perStep * beats;
    const body =
      steps === 1
        ? rest * beats
        : (steps - 2) * Math.max(busy, load) + Math.max(busy, lastLoad) + rest * beats;
    const drain = Math.ceil((linesA * linesB * out.bits) / drainPort);
    const cycles = Math.round(load + body) + drain;
    const times = batch * count;
    sums.compute += times * Math.min(cycles - drain, Math.round(slices * beats));
    sums.drain += times * drain;
    sums.busy += times * cycles;
    if (cycles > longest) longest = cycles;
  };
  const fullA = a.tiles - 1;
  const fullB = b.tiles - 1;
  tile(fullA * fullB, a.beats * b.beats, a.lines, b.lines);
  tile(fullA, a.beats * b.lastBeats, a.lines, b.last);
  tile(fullB, a.lastBeats * b.beats, a.last, b.lines);
  tile(1, a.lastBeats * b.lastBeats, a.last, b.last);
  const makespan = scheduleEstimate(sums.busy, longest, batch * a.tiles * b.tiles, core.count);

  addOperands(sums, a, b, batch, batch / b_shared_by);
  sums.effectual = Math.round(batch * m * n * k * factsA.density * factsB.density);
  sums.fromActivations = batch * a.values * n;
  const work = { ...sums, makespan };
  return executionOf(
    operation,
    view,
    hardware,
    mapping,
    scheme,
    work,
    footprintOf(sums, batch * m * n),
    (traffic) => paceTime(traffic, hardware.dram, clock_hz),
  );
}
