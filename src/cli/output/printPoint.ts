import { findMetric } from '../../engine/metrics.ts';
import type { LayerResult, PointResult } from '../../engine/pointResult.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './textTable.ts';

/** A result for people: its metrics, then its layers with where their cycles went. */
export function* printPoint(
  result: PointResult,
  design: string,
  colors: Terminal['colors'],
): Generator<string> {
  const { bold, yellow } = colors;
  yield bold(`${result.workload} on ${result.architecture} (${result.dataflow}, ${result.fidelity})`);
  if (design !== '') yield design;
  yield '';
  yield textTable(
    ['metric', 'value', 'unit'],
    Object.entries(result.metrics).map(([name, value]) => [name, value, findMetric(name)?.unit ?? '']),
    { bold },
  );
  yield '';
  const reasons = [...new Set(result.layers.flatMap((l) => Object.keys(l.execution.breakdown)))].filter(
    (reason) => (result.breakdown[reason] ?? 0) > 0,
  );
  yield textTable(
    ['layer', 'times', 'shape', 'cycles', ...reasons, 'bound', 'utilisation', 'energy_pj'],
    result.layers.map((layer) => [
      layer.name,
      layer.count,
      layer.shape,
      layer.execution.cycles,
      ...reasons.map((reason) => layer.execution.breakdown[reason] ?? 0),
      Math.ceil(layer.bound.cycles),
      layer.execution.utilisation['array'] ?? null,
      layer.energy_pj,
    ]),
    { bold },
  );
  yield '';
  yield `Cycles, bound and energy are of one execution. ${limitsOf(result.layers)}`;
  for (const warning of result.warnings)
    yield yellow(`warning ${warning.code}: ${warning.message}${warning.hint ? ` (${warning.hint})` : ''}`);
}

/** The layer that takes most of the time, and what it waits for. */
function limitsOf(layers: readonly LayerResult[]): string {
  const cost = (l: LayerResult): number => l.count * l.execution.cycles;
  const total = layers.reduce((sum, l) => sum + cost(l), 0);
  const top = layers.reduce<LayerResult | null>((a, b) => (a === null || cost(b) > cost(a) ? b : a), null);
  if (top === null || total === 0) return '';
  const stalls = Object.entries(top.execution.breakdown).sort((a, b) => b[1] - a[1]);
  const share = Math.round((100 * cost(top)) / total);
  return `${top.name} takes ${share} % of the time, most of it ${stalls[0]![0]}.`;
}
