import type { Price } from '../energy/price.ts';
import { describeOperation } from './describeOperation.ts';
import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import type { EnergyItem, LayerResult, PointResult, PricedComponent } from './pointResult.ts';
import type { PreparedDesign } from './preparePoint.ts';
import { dynamicEnergy, type LayerOutcome } from './runLayer.ts';
import { shippedLibrary } from './shippedLibrary.ts';
import { type Evaluation, evaluation } from './totals.ts';

/**
 * Runs a workload on a design: parse, map, execute, price, check, sum. The same spec gives the same bytes anywhere.
 * The spec is remembered by identity: change a copy, not the object.
 * Throws DiagnosticError for faults of the spec (paths from the root of the architecture, or of `mapping`), and
 * InvariantError where a result breaks a law of the model.
 */
export function evaluate(point: PointSpec, options: { readonly library?: Library } = {}): PointResult {
  const done = evaluation(point, options.library ?? shippedLibrary);
  const { prepared, trace, outcomes, totals } = done;
  return {
    architecture: prepared.architecture.name,
    dataflow: prepared.dataflow.name,
    workload: trace.name,
    fidelity: point.fidelity,
    metrics: totals.metrics,
    breakdown: totals.breakdown,
    layers: trace.layers.map((layer, i) => layerResult(layer, outcomes[i]!, prepared)),
    components: pricedComponents(done),
    warnings: totals.warnings,
  };
}

function layerResult(
  layer: Evaluation['trace']['layers'][number],
  outcome: LayerOutcome,
  prepared: PreparedDesign,
): LayerResult {
  const { execution } = outcome;
  const { book, architecture } = prepared;
  const leakage = (book.leakage_w * execution.cycles * 1e12) / architecture.clock_hz;
  return {
    name: layer.name,
    names: layer.names,
    count: layer.count,
    stage: layer.stage,
    shape: describeOperation(layer.operation),
    mapping: outcome.mapping,
    execution,
    bound: outcome.bound,
    energy: energyItems(execution.actions, prepared),
    energy_pj: dynamicEnergy(execution, prepared) + leakage,
    mapping_candidates: outcome.candidates,
  };
}

function energyItems(
  actions: LayerOutcome['execution']['actions'],
  { book }: PreparedDesign,
): readonly EnergyItem[] {
  const items: EnergyItem[] = [];
  for (const { component, action, count } of actions) {
    if (count <= 0) continue;
    const each = book.prices[book.index.get(component)!]!.energy.get(action)!.value;
    items.push({ component, action, count, each_pj: each, total_pj: count * each });
  }
  return items;
}

/** The components with their price records: area, leakage, access time, and each action that was charged. */
function pricedComponents({ prepared, outcomes }: Evaluation): PricedComponent[] {
  const { instances, prices, index } = prepared.book;
  const charged = instances.map((): string[] => []);
  for (const { execution } of outcomes)
    for (const { component, action, count } of execution.actions) {
      const known = charged[index.get(component) ?? -1];
      if (count > 0 && known?.includes(action) === false) known.push(action);
    }
  return instances.map((instance, i) => {
    const { area, leakage, access_time, energy } = prices[i]!;
    const records: Record<string, Price> = { area, leakage };
    if (access_time !== null) records['access_time'] = access_time;
    for (const [action, price] of energy)
      if (price !== null && charged[i]!.includes(action)) records[action] = price;
    return {
      instance,
      area_mm2: instance.count * area.value,
      leakage_w: instance.count * leakage.value,
      prices: records,
    };
  });
}
