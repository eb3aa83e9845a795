import type { LayerResult } from '../../../engine/pointResult.ts';
import { formatExact, formatQuantity, formatShare } from '../../quantity.ts';
import { reasonWords } from '../../reasonWords.ts';
import { markedPlot } from '../chart/markedPlot.ts';
import { comparedPair } from '../compare/comparedPair.ts';
import { type DeltaLine, drawDeltas } from '../compare/drawDeltas.ts';
import { type LayerPair, pairLayers } from '../compare/pairLayers.ts';
import { whyNot } from '../compare/whyNot.ts';
import { reasonMarks } from '../design/reasonMarks.ts';
import { html } from '../dom.ts';
import { swatch } from '../hatchPatterns.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** Where B gains and loses cycles: the change of every reason, layer by layer. */
export default defineView({
  id: 'compare-layers',
  title: 'Change of cycles, per layer',
  tab: 'compare',
  place: 'wide',
  order: 1,
  needs: (report) => report.detailRows.length > 1,
  ready: (context) => comparedPair(context) !== null,
  render: ({ body }, context) => {
    const keys = html('ul', { class: 'keys' });
    const note = html('p', { class: 'note' });
    const plot = markedPlot(context, 'diverging bars', (width) =>
      drawDeltas(
        pairsOf(context).map((p) => lineOf(context, p)),
        'cycles',
        width,
      ),
    );
    const why = html('p', { class: 'why' });
    body.append(why, keys, plot.element, note);
    return {
      update(changed) {
        if (!['pinned', 'against', 'group', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
        const lines = pairsOf(context).map((p) => lineOf(context, p));
        const used = new Set(lines.flatMap((l) => l.parts.map((p) => p.key)));
        keys.replaceChildren(
          ...[...reasonMarks(context)]
            .filter(([reason]) => used.has(reason))
            .map(([reason, mark]) => html('li', { class: 'key' }, swatch(mark), reasonWords(reason))),
        );
        note.textContent = totals(context);
        why.textContent = whyWords(context);
        why.hidden = why.textContent === '';
        plot.redraw();
      },
      figure: () => plot.figure(),
    };
  },
  table,
  summarise,
});

function pairsOf(context: ViewContext): readonly LayerPair[] {
  const pair = comparedPair(context);
  return pair === null ? [] : pairLayers(pair.a, pair.b);
}

const cyclesOf = (layer: LayerResult | null, count: number): number => count * (layer?.execution.cycles ?? 0);

const delta = (p: LayerPair): number => cyclesOf(p.b, p.count) - cyclesOf(p.a, p.count);

function lineOf(context: ViewContext, p: LayerPair): DeltaLine {
  const of = (layer: LayerResult | null, reason: string): number =>
    p.count * (layer?.execution.breakdown[reason] ?? 0);
  const parts = [...reasonMarks(context)]
    .map(([key, mark]) => ({ key, mark, delta: of(p.b, key) - of(p.a, key) }))
    .filter((part) => part.delta !== 0);
  return {
    name: p.count > 1 ? `${p.name} ×${p.count}` : p.name,
    parts,
    net: delta(p),
    words: [
      ['A', formatExact(cyclesOf(p.a, p.count), 'cycles')],
      ['B', formatExact(cyclesOf(p.b, p.count), 'cycles')],
      ...parts.map((part) => [reasonWords(part.key), signed(part.delta)] as const),
    ],
  };
}

const signed = (n: number): string => `${n > 0 ? '+' : ''}${formatQuantity(n, 'cycles')}`;

/** Cycles of two clocks are not the same time. */
function clockWords(context: ViewContext): string {
  const pair = comparedPair(context);
  const [a, b] = [pair?.a, pair?.b].map(
    (r) => (r?.metrics['cycles'] ?? 0) / (r?.metrics['latency_s'] ?? 1),
  ) as [number, number];
  return Math.abs(b / a - 1) > 0.01
    ? ` A runs at ${formatQuantity(a, 'Hz')}, B at ${formatQuantity(b, 'Hz')}.`
    : '';
}

function totals(context: ViewContext): string {
  const pairs = pairsOf(context);
  const [a, b] = [
    pairs.reduce((n, p) => n + cyclesOf(p.a, p.count), 0),
    pairs.reduce((n, p) => n + cyclesOf(p.b, p.count), 0),
  ];
  const clocks = clockWords(context);
  const [most] = [...pairs].sort((p, q) => Math.abs(delta(q)) - Math.abs(delta(p)));
  return `${formatExact(a, '')} → ${formatExact(b, 'cycles')} (${b >= a ? '+' : '−'}${formatShare(Math.abs(b - a) / Math.max(1, a))}).${
    most === undefined || delta(most) === 0 ? '' : ` Most of it in ${most.name}: ${signed(delta(most))}.`
  }${clocks}`;
}

/** `Why not ×1.96: …` where B multiplies less than A and gains less than that. */
function whyWords(context: ViewContext): string {
  const pair = comparedPair(context);
  const found = pair === null ? null : whyNot(pair.a, pair.b);
  if (found === null) return '';
  const more = found.missing.filter(([, share]) => share >= 0.01).slice(0, 4);
  const less = found.missing.filter(([, share]) => share <= -0.01).slice(-2);
  const list = (items: typeof more): string =>
    items.map(([reason, share]) => `${reasonWords(reason)} ${formatShare(Math.abs(share))}`).join(', ');
  return [
    `Why not ×${found.promised.toPrecision(3)}: B executes ${formatShare(1 / found.promised)} of A's multiply-accumulates, yet is ${found.reached >= 1 ? `×${found.reached.toPrecision(3)} as fast` : `slower (×${found.reached.toPrecision(3)})`}.`,
    ...(more.length > 0
      ? [`What did not shrink with the work, in shares of B's cycles: ${list(more)}.`]
      : []),
    ...(less.length > 0 ? [`What shrank by more: ${list(less)}.`] : []),
  ].join(' ');
}

function table(context: ViewContext): TableData {
  const pairs = pairsOf(context);
  const reasons = [...reasonMarks(context).keys()].filter((r) =>
    pairs.some((p) => (p.a?.execution.breakdown[r] ?? 0) > 0 || (p.b?.execution.breakdown[r] ?? 0) > 0),
  );
  return {
    caption: 'Cycles of all runs of each layer, and the change of each reason from A to B',
    columns: [
      { label: 'Layer', numeric: false },
      ...['Times', 'A', 'B', 'Change', ...reasons.map(reasonWords)].map((label) => ({
        label,
        numeric: true,
      })),
    ],
    rows: pairs.map((p) => [
      p.name,
      p.count,
      cyclesOf(p.a, p.count),
      cyclesOf(p.b, p.count),
      delta(p),
      ...reasons.map(
        (r) => p.count * ((p.b?.execution.breakdown[r] ?? 0) - (p.a?.execution.breakdown[r] ?? 0)),
      ),
    ]),
  };
}

function summarise(context: ViewContext): string {
  return comparedPair(context) === null
    ? 'This file does not hold the layers of both designs.'
    : `Change of cycles from A to B: ${totals(context)} ${whyWords(context)} Arrow keys move over layers.`;
}
