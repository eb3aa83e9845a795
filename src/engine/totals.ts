import { boundedCache } from '../core/boundedCache.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { InvariantError } from '../core/invariant.ts';
import { macs as denseMacs } from '../workload/macs.ts';

import type { Library } from './library.ts';
import { memoryMetricName } from './metrics.ts';
import type { PointSpec } from './point.ts';
import {
  type PreparedDesign,
  type PreparedTrace,
  prepareDesign,
  prepareTrace,
  requireSupport,
} from './preparePoint.ts';
import { resourceMetrics } from './resourceUse.ts';
import { dynamicEnergy, type LayerOutcome, runLayer, scopeOf } from './runLayer.ts';
import { storageMetrics, storageUse } from './storageUse.ts';

/** A point's scalars: what a journal line keeps. */
export interface Totals {
  readonly metrics: Readonly<Record<string, number>>;
  /** Cycles by reason over the whole workload; sums to metrics.cycles. */
  readonly breakdown: Readonly<Record<string, number>>;
  readonly warnings: readonly Diagnostic[];
}

/** Totals with what they were summed from. */
export interface Evaluation {
  readonly prepared: PreparedDesign;
  readonly trace: PreparedTrace['trace'];
  readonly outcomes: readonly LayerOutcome[];
  readonly totals: Totals;
}

/** Runs every layer of a point and sums. The one way to a number: `evaluate` and `evaluateTotals` both come here. */
export function evaluation(point: PointSpec, library: Library): Evaluation {
  const prepared = prepareDesign(point.architecture, library);
  const found = prepareTrace(point.workload, library);
  const { trace, operations } = found;
  requireSupport(trace.layers, prepared);
  const stored = storageMetrics(storageUse(prepared, found, point, library));
  const scope = scopeOf(prepared, point, library);
  const outcomes = trace.layers.map((layer, i) =>
    runLayer(layer, operations[i]!, prepared, point, scope, library),
  );
  return { prepared, trace, outcomes, totals: sum(prepared, trace, outcomes, stored) };
}

function sum(
  prepared: PreparedDesign,
  trace: PreparedTrace['trace'],
  outcomes: readonly LayerOutcome[],
  stored: Readonly<Record<string, number>>,
): Totals {
  const { book, architecture } = prepared;
  const breakdown: Record<string, number> = {};
  const traffic = new Map<string, number>();
  let cycles = 0;
  let macs = 0;
  let effectual = 0;
  let busy = 0;
  let dynamic = 0;
  for (let i = 0; i < outcomes.length; i++) {
    const { count, operation } = trace.layers[i]!;
    const { execution } = outcomes[i]!;
    cycles += count * execution.cycles;
    macs += count * denseMacs(operation);
    effectual += count * execution.macs.effectual;
    busy += count * execution.cycles * (execution.utilisation['array'] ?? 0);
    dynamic += count * dynamicEnergy(execution, prepared);
    for (const reason in execution.breakdown)
      breakdown[reason] = (breakdown[reason] ?? 0) + count * execution.breakdown[reason]!;
    for (const row of execution.traffic) {
      const bytes = count * (row.read_bytes + row.write_bytes);
      traffic.set(row.memory, (traffic.get(row.memory) ?? 0) + bytes);
    }
  }
  const latency = cycles / architecture.clock_hz;
  const leakage = book.leakage_w * latency * 1e12;
  const energy = dynamic + leakage;
  const metrics: Record<string, number> = {
    cycles,
    latency_s: latency,
    energy_pj: energy,
    energy_dynamic_pj: dynamic,
    energy_leakage_pj: leakage,
    power_w: latency > 0 ? (energy * 1e-12) / latency : 0,
    area_mm2: book.area_mm2,
    edp: energy * 1e-12 * latency,
    utilisation: cycles > 0 ? busy / cycles : 0,
    macs,
    effectual_macs: effectual,
    ...resourceMetrics(prepared.resources),
    ...stored,
    ...(prepared.resources.budget !== null && { clock_hz: architecture.clock_hz }),
  };
  for (const [memory, bytes] of traffic) {
    const name = metricOf(memory);
    metrics[name] = (metrics[name] ?? 0) + bytes;
  }
  if (latency > 0 && trace.layers.some(({ operation }) => operation.kind === 'spgemm'))
    metrics['effectual_gflops'] = (2 * effectual * 1e-9) / latency;
  addDramUse(metrics, trace, outcomes, cycles);
  addThroughput(metrics, trace, latency, energy);
  checkTotals(metrics, breakdown);
  return { metrics, breakdown, warnings: prepared.warnings };
}

/** Every point asks about the same few memories. */
const metricNames = boundedCache<string, string>(1024);

function metricOf(memory: string): string {
  let name = metricNames.get(memory);
  if (name === undefined) {
    name = memoryMetricName(memory);
    metricNames.set(memory, name);
  }
  return name;
}

/** Of layers that ran on an exact DRAM. */
function addDramUse(
  metrics: Record<string, number>,
  trace: PreparedTrace['trace'],
  outcomes: readonly LayerOutcome[],
  cycles: number,
): void {
  let hits = 0;
  let accesses = 0;
  let bus = 0;
  let refresh = 0;
  for (let i = 0; i < outcomes.length; i++) {
    const { dram } = outcomes[i]!.execution;
    if (dram === undefined) continue;
    const { count } = trace.layers[i]!;
    hits += count * dram.row_hits;
    accesses += count * dram.row_accesses;
    bus += count * dram.bus_cycles;
    refresh += count * dram.refresh_cycles;
  }
  if (accesses === 0 || cycles === 0) return;
  metrics['dram_row_hit_rate'] = hits / accesses;
  metrics['dram_bus_utilisation'] = bus / cycles;
  metrics['dram_refresh_share'] = refresh / cycles;
}

function addThroughput(
  metrics: Record<string, number>,
  { outputs, phase }: PreparedTrace['trace'],
  latency: number,
  energy: number,
): void {
  if (outputs === null || latency === 0) return;
  if (outputs.unit === 'samples') {
    metrics['samples_per_s'] = outputs.count / latency;
    return;
  }
  metrics['tokens_per_s'] = outputs.count / latency;
  if (energy > 0) metrics['tokens_per_j'] = outputs.count / (energy * 1e-12);
  if (phase === 'prefill') metrics['ttft_s'] = latency;
}

/** Sums may leave the safe range although every layer is inside it. */
function checkTotals(
  metrics: Readonly<Record<string, number>>,
  breakdown: Readonly<Record<string, number>>,
): void {
  const law = 'totals are exact and finite';
  for (const name in metrics) {
    const value = metrics[name]!;
    const counted =
      name === 'cycles' || name === 'macs' || name === 'effectual_macs' || name.endsWith('_bytes');
    if (!(value >= 0 && Number.isFinite(value)) || (counted && !Number.isSafeInteger(value)))
      throw new InvariantError(law, { metric: name, value: String(value) });
  }
  let cycles = 0;
  for (const reason in breakdown) cycles += breakdown[reason]!;
  if (cycles !== metrics['cycles'])
    throw new InvariantError(law, { cycles: metrics['cycles'], sum: cycles, breakdown });
}
