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
  const mappings = result.layers.map(({ mapping }) => mappingWords(mapping));
  const short = mappings.every((words) => words !== null) ? mappings : null;
  yield textTable(
    [
      'layer',
      'times',
      'shape',
      ...(short ? ['mapping'] : []),
      'cycles',
      ...reasons,
      'bound',
      'utilisation',
      'energy_pj',
    ],
    result.layers.map((layer, i) => [
      layer.name,
      layer.count,
      layer.shape,
      ...(short ? [short[i]!] : []),
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

/** Longest mapping that is shown as a word of its own. */
const longestMapping = 24;

/** A mapping of a few plain values as words; null where it is more than that (`--save-mapping` writes it). */
function mappingWords(mapping: unknown): string | null {
  if (typeof mapping !== 'object' || mapping === null) return null;
  const values = Object.entries(mapping);
  if (values.length === 0 || values.some(([, value]) => typeof value === 'object')) return null;
  const words = values.map(([key, value]) => (typeof value === 'string' ? value : `${key}=${String(value)}`));
  const text = words.join(' ');
  return text.length <= longestMapping ? text : null;
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
