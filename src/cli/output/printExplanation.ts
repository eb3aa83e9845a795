import type { DensityGap } from '../../engine/densityGap.ts';
import type { Explanation } from '../../engine/explain.ts';
import type { ParameterSensitivity } from '../../engine/sensitivity.ts';
import { nestTable } from './nestTable.ts';
import type { Terminal } from './terminal.ts';
import { formatNumber, textTable } from './textTable.ts';

export interface ExplanationOptions {
  readonly design: string;
  readonly rows: number;
  readonly layer: string | undefined;
  readonly parameters: readonly ParameterSensitivity[] | null;
  readonly colors: Terminal['colors'];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const signed = (error: number): string => `${error < 0 ? '−' : '+'}${(100 * Math.abs(error)).toFixed(2)} %`;

function gapText({ cycles, cycles_error, energy_error, furthest }: DensityGap): string {
  if (cycles_error === 0 && energy_error === 0 && (furthest === null || furthest.error === 0))
    return 'densities promise exactly what was counted';
  const where =
    furthest === null || furthest.error === 0
      ? ''
      : `; furthest off ${furthest.access.replace('_', ' ')} of ${furthest.tensor} at ${furthest.level}, ${signed(furthest.error)}`;
  return `densities promise ${formatNumber(cycles)} cycles (${signed(cycles_error)}), energy ${signed(energy_error)}${where}`;
}

const pathText = (path: readonly (string | number)[]): string => `arch.${path.join('.')}`;

/** An explanation in words and tables, the whole first, then layer by layer. */
export function* printExplanation(e: Explanation, options: ExplanationOptions): Generator<string> {
  const { bold } = options.colors;
  const { result } = e;
  yield bold(
    `${result.workload} on ${result.architecture}: ${formatNumber(result.metrics['cycles']!)} cycles`,
  );
  if (options.design !== '') yield options.design;
  yield `${e.title} (${e.reference}), fidelity ${result.fidelity}`;
  yield '';
  yield textTable(
    ['cycles spent', 'cycles', 'share', 'meaning'],
    e.reasons.filter((r) => r.cycles > 0).map((r) => [r.reason, r.cycles, percent(r.share), r.meaning]),
    { bold },
  );

  const { layer: wanted } = options;
  const layers = e.layers.filter((l) => wanted === undefined || l.name.includes(wanted));
  const heaviest = [...layers].sort((a, b) => b.share - a.share).slice(0, options.rows);
  for (const layer of heaviest) {
    yield '';
    yield bold(`${layer.name}${layer.count > 1 ? ` ×${layer.count}` : ''}  ${layer.shape}`);
    const times = layer.times_bound === null ? '' : `, ${layer.times_bound.toFixed(2)} × the bound`;
    const stall = layer.largest_stall;
    yield `${formatNumber(layer.cycles)} cycles, ${percent(layer.share)} of the whole${times}; array used ${percent(layer.array_utilisation)}${
      stall === null ? '' : `; waits most for ${stall.reason} (${percent(stall.share)})`
    }`;
    yield textTable(
      ['bound', 'cycles', 'because'],
      layer.terms.map((term) => [term.name, Math.ceil(term.cycles), term.formula]),
      { bold },
    );
    if (layer.densities !== undefined) yield gapText(layer.densities);
    if (layer.levels !== undefined) yield nestTable(layer.levels, { bold });
  }
  if (layers.length > heaviest.length)
    yield `… and ${layers.length - heaviest.length} lighter layers (--top, --layer)`;

  yield '';
  yield textTable(
    ['energy', 'action', 'pJ', 'share'],
    e.energy
      .filter((item) => item.pj > 0)
      .slice(0, options.rows)
      .map((item) => [item.component || 'all', item.action, item.pj, percent(item.share)]),
    { bold },
  );

  const helpful = e.steps.filter((s) => (s.ratios['latency_s'] ?? 1) < 1).slice(0, options.rows);
  if (helpful.length > 0) {
    yield '';
    yield textTable(
      ['one step that helps', 'from', 'to', 'latency', 'energy', 'area'],
      helpful.map((s) => [
        pathText(s.path),
        s.from,
        s.to,
        ratio(s.ratios['latency_s']),
        ratio(s.ratios['energy_pj']),
        ratio(s.ratios['area_mm2']),
      ]),
      { bold },
    );
  }
  if (options.parameters) yield* deadParameters(options.parameters);
  if (e.not_modelled.length > 0) {
    yield '';
    yield bold('Not priced');
    for (const { component, figure, why } of e.not_modelled) yield `  ${component} ${figure}: ${why}`;
  }
  if (e.leaves_out.length > 0) {
    yield '';
    yield bold('What this model leaves out');
    for (const sentence of e.leaves_out) yield `  ${sentence}`;
  }
}

function* deadParameters(parameters: readonly ParameterSensitivity[]): Generator<string> {
  const dead = parameters.filter((p) => p.state === 'dead');
  yield '';
  yield `${parameters.filter((p) => p.state === 'live').length} parameters move a result, ${dead.length} move none here.`;
  for (const { path, value } of dead) yield `  ${pathText(path)} = ${value} changes nothing`;
}

const ratio = (value: number | undefined): string =>
  value === undefined || value === 1
    ? 'same'
    : `${value < 1 ? '−' : '+'}${Math.abs(100 * (value - 1)).toFixed(1)} %`;
