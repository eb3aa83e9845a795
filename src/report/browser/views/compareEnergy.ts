import { formatQuantity, formatShare } from '../../quantity.ts';
import { markedPlot } from '../chart/markedPlot.ts';
import { comparedPair } from '../compare/comparedPair.ts';
import { type DeltaLine, drawDeltas } from '../compare/drawDeltas.ts';
import { energyParts } from '../design/energyParts.ts';
import { html } from '../dom.ts';
import { okabeIto } from '../palette.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** Where B gains and loses energy: the change of every component, largest first. */
export default defineView({
  id: 'compare-energy',
  title: 'Change of energy, per component',
  tab: 'compare',
  place: 'wide',
  order: 2,
  needs: (report) => report.detailRows.length > 1,
  ready: (context) => comparedPair(context) !== null,
  render: ({ body }, context) => {
    const note = html('p', { class: 'note' });
    const plot = markedPlot(context, 'diverging bars', (width) =>
      drawDeltas(moved(context).map(lineOf), 'pJ', width),
    );
    body.append(plot.element, note);
    return {
      update(changed) {
        if (!['pinned', 'against', 'group', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
        note.textContent = totals(context);
        plot.redraw();
      },
      figure: () => plot.figure(),
    };
  },
  table,
  summarise: (context) =>
    comparedPair(context) === null
      ? 'This file does not hold the energies of both designs.'
      : `Change of energy from A to B: ${totals(context)} Arrow keys move over components.`,
});

interface Change {
  readonly component: string;
  readonly a: number;
  readonly b: number;
}

function changes(context: ViewContext): readonly Change[] {
  const pair = comparedPair(context);
  if (pair === null) return [];
  const sums = (which: 'a' | 'b'): ReadonlyMap<string, number> =>
    new Map(energyParts(pair[which]).components.map((c) => [c.name, c.total_pj]));
  const [a, b] = [sums('a'), sums('b')];
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((component) => ({ component, a: a.get(component) ?? 0, b: b.get(component) ?? 0 }))
    .sort((p, q) => Math.abs(q.b - q.a) - Math.abs(p.b - p.a));
}

/** What would not be seen in the picture is left to the table. */
function moved(context: ViewContext): readonly Change[] {
  const list = changes(context);
  const most = Math.max(...list.map((c) => Math.abs(c.b - c.a)), 0);
  return list.filter((c) => Math.abs(c.b - c.a) > most * 1e-4);
}

const less = { colour: okabeIto[0], hatch: 'none' } as const;
const more = { colour: okabeIto[1], hatch: 'rising' } as const;

function lineOf({ component, a, b }: Change): DeltaLine {
  return {
    name: component,
    parts: a === b ? [] : [{ key: b < a ? 'less' : 'more', mark: b < a ? less : more, delta: b - a }],
    net: b - a,
    words: [
      ['A', formatQuantity(a, 'pJ')],
      ['B', formatQuantity(b, 'pJ')],
      ['Change', a > 0 ? `${b > a ? '+' : ''}${formatShare((b - a) / a).replace('-', '−')}` : '–'],
    ],
  };
}

function totals(context: ViewContext): string {
  const list = changes(context);
  const still = list.length - moved(context).length;
  const [a, b] = [list.reduce((n, c) => n + c.a, 0), list.reduce((n, c) => n + c.b, 0)];
  return `${formatQuantity(a, 'pJ')} → ${formatQuantity(b, 'pJ')} (${b >= a ? '+' : '−'}${formatShare(Math.abs(b - a) / Math.max(a, 1e-300))}) of one pass of the workload.${still > 0 ? ` ${still} components hardly move.` : ''}`;
}

function table(context: ViewContext): TableData {
  return {
    caption: 'Energy of one pass of the workload by component',
    columns: ['Component', 'A pJ', 'B pJ', 'Change pJ', 'B / A'].map((label, i) => ({
      label,
      numeric: i > 0,
    })),
    rows: changes(context).map(({ component, a, b }) => [
      component,
      a,
      b,
      b - a,
      a > 0 ? (b / a).toPrecision(3) : '–',
    ]),
  };
}
