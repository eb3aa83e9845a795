import type { DensityGap } from '../../../engine/densityGap.ts';
import { formatQuantity, formatShare } from '../../quantity.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { html } from '../dom.ts';
import { tableElement } from '../tableElement.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** Expectations from densities against what the operands' own non-zeros gave, layer by layer. */
export default defineView({
  id: 'density-gaps',
  title: 'How far densities are off',
  tab: 'design',
  place: 'wide',
  order: 5,
  needs: (report) => Array.from(report.detailRows).some((row) => report.gaps(row) !== null),
  ready: (context) => gapsOf(context).length > 0,
  render: ({ body }, context) => ({
    update(changed) {
      if (!['pinned', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
      body.replaceChildren(
        html('p', { class: 'headline' }, summarise(context)),
        tableElement(table(context)),
        html(
          'p',
          { class: 'note' },
          'The design was run on sampled or given non-zeros. Expected is the closed form of the same mapping from densities alone, as an estimate would have it; its error is a share of what was counted.',
        ),
      );
    },
  }),
  table: null,
  summarise,
});

interface Line {
  readonly name: string;
  readonly gap: DensityGap;
  readonly cycles: number;
}

function gapsOf(context: ViewContext): readonly Line[] {
  const { pinned } = context.store.state;
  const result = pinnedResult(context);
  const gaps = pinned === null ? null : context.report.gaps(pinned);
  if (result === null || gaps === null) return [];
  return result.layers.flatMap((layer, i) => {
    const gap = gaps[i] ?? null;
    return gap === null ? [] : [{ name: layer.name, gap, cycles: layer.execution.cycles }];
  });
}

const signed = (error: number): string =>
  error === 0 ? '=' : `${error > 0 ? '+' : '−'}${formatShare(Math.abs(error))}`;

const words: Readonly<Record<string, string>> = { metadata_bits: 'metadata' };

function table(context: ViewContext): TableData {
  return {
    caption: 'Expected from densities, against counted',
    columns: [
      { label: 'Layer', numeric: false },
      { label: 'Cycles counted', numeric: true },
      { label: 'expected', numeric: true },
      { label: 'off by', numeric: true },
      { label: 'Energy off by', numeric: true },
      { label: 'Furthest accesses', numeric: false },
      { label: 'off by', numeric: true },
    ],
    rows: gapsOf(context).map(({ name, gap, cycles }) => [
      name,
      formatQuantity(cycles, 'cycles'),
      formatQuantity(gap.cycles, 'cycles'),
      signed(gap.cycles_error),
      signed(gap.energy_error),
      gap.furthest === null
        ? '–'
        : `${words[gap.furthest.access] ?? gap.furthest.access} of ${gap.furthest.tensor} at ${gap.furthest.level}`,
      gap.furthest === null ? '–' : signed(gap.furthest.error),
    ]),
  };
}

function summarise(context: ViewContext): string {
  const lines = gapsOf(context);
  const worst = lines.reduce<Line | null>(
    (most, line) =>
      most === null || Math.abs(line.gap.cycles_error) > Math.abs(most.gap.cycles_error) ? line : most,
    null,
  );
  if (worst === null) return 'Nothing was counted here.';
  const { cycles_error, energy_error } = worst.gap;
  return cycles_error === 0
    ? 'Densities alone give the cycles that were counted.'
    : `Densities alone are off by ${signed(cycles_error)} in cycles and ${signed(energy_error)} in energy on ${worst.name}.`;
}
