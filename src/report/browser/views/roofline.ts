import { formatExact, formatQuantity, formatShare } from '../../quantity.ts';
import { reasonWords } from '../../reasonWords.ts';
import { markedPlot } from '../chart/markedPlot.ts';
import { choiceOf, choiceSelect } from '../choice.ts';
import { drawRoofline, mainReason } from '../design/drawRoofline.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { reasonMarks } from '../design/reasonMarks.ts';
import { type Roofline, rooflineMemories, rooflineModel } from '../design/rooflineModel.ts';
import { html, svg } from '../dom.ts';
import { swatch } from '../hatchPatterns.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

/** The pinned design's layers under its peak and the bandwidth of a memory: what they achieve of what they could. */
export default defineView({
  id: 'roofline',
  title: 'Roofline',
  tab: 'design',
  place: 'wide',
  order: 1.5,
  needs: (report) => report.detailRows.length > 0,
  ready: (context) => (modelOf(context)?.layers.length ?? 0) > 0,
  render,
  table,
  summarise,
});

/** Of the chosen memory; null without a pinned result or without traffic. */
function modelOf(context: ViewContext): Roofline | null {
  const result = pinnedResult(context);
  const memories = result === null ? [] : rooflineMemories(result);
  if (result === null || memories.length === 0) return null;
  return rooflineModel(result, choiceOf(context, 'roofline', 'memory', memories));
}

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const memory = choiceSelect(context, 'roofline', 'memory', 'Bytes of');
  host.tools.append(memory.element);
  const keys = html('ul', { class: 'keys' });
  const note = html('p', { class: 'note' });
  const plot = markedPlot(context, 'roofline', (width) => {
    const model = modelOf(context);
    return model === null || model.layers.length === 0
      ? { drawing: svg('svg', {}), marks: [] }
      : drawRoofline(model, reasonMarks(context), width);
  });
  host.body.append(keys, plot.element, note);
  return {
    update(changed) {
      if (!['pinned', 'choices', 'tab', 'tables'].some((k) => changed.has(k as 'tab'))) return;
      const result = pinnedResult(context);
      const model = modelOf(context);
      if (result === null || model === null) return;
      memory.sync(rooflineMemories(result).map((m) => [m, m] as const));
      const used = new Set(model.layers.map(mainReason));
      keys.replaceChildren(
        ...[...reasonMarks(context)]
          .filter(([reason]) => used.has(reason))
          .map(([reason, { colour }]) =>
            html('li', { class: 'key' }, swatch({ colour, hatch: 'none' }), `mostly ${reasonWords(reason)}`),
          ),
        ...(model.layers.some((l) => l.dense_rate > l.rate * 1.001)
          ? [html('li', { class: 'key' }, hollow(), 'the same as dense work')]
          : []),
      );
      note.textContent = words(model);
      plot.redraw();
    },
    figure: () => plot.figure(),
  };
}

const hollow = (): SVGSVGElement =>
  svg(
    'svg',
    { class: 'swatch', width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' },
    svg('circle', { class: 'dense', cx: 7, cy: 7, r: 4, stroke: 'currentColor' }),
  );

function words({ layers, peak, bandwidth, memory, left_out }: Roofline): string {
  const out: string[] = ["A mark's area is its layer's share of the cycles."];
  if (peak !== null && bandwidth !== null) {
    const under = layers.filter((l) => l.under_bandwidth);
    const share = under.reduce((n, l) => n + l.share, 0);
    out.push(
      `The roofs meet at ${formatQuantity(peak / bandwidth, '')} MAC per byte: ${under.length} of ${layers.length} layers with ${formatShare(share)} of the cycles lie under the bandwidth of ${memory}, the others under the peak.`,
    );
  } else if (bandwidth === null) out.push(`The bounds of this design name no bandwidth of ${memory}.`);
  if (left_out.length > 0)
    out.push(`Without bytes of ${memory} or without multiply-accumulates: ${list(left_out)}.`);
  return out.join(' ');
}

const list = (names: readonly string[]): string =>
  names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '');

function table(context: ViewContext): TableData {
  const model = modelOf(context);
  return {
    caption: `Rates and intensities of ${model?.memory ?? 'the memory'}; one execution of each layer`,
    columns: [
      'Layer',
      'Effectual MAC per byte',
      'Effectual MAC/s',
      'Dense MAC/s',
      'Roof MAC/s',
      'Of its roof',
      'Limit',
      'Bytes',
      'Metadata bytes',
      'Share of cycles',
    ].map((label, i) => ({ label, numeric: i > 0 && label !== 'Limit' })),
    rows: (model?.layers ?? []).map((l) => [
      l.layer.name,
      l.intensity.toPrecision(4),
      formatQuantity(l.rate, 'MAC/s'),
      formatQuantity(l.dense_rate, 'MAC/s'),
      formatQuantity(l.roof, 'MAC/s'),
      l.roof === null ? '–' : formatShare(l.rate / l.roof),
      l.under_bandwidth ? 'bandwidth' : 'peak',
      formatExact(l.bytes, ''),
      formatExact(l.metadata_bytes, ''),
      formatShare(l.share),
    ]),
  };
}

function summarise(context: ViewContext): string {
  const model = modelOf(context);
  if (model === null) return 'No layers are stored for this point.';
  const best = model.layers.reduce<Roofline['layers'][number] | null>(
    (a, l) => (l.roof !== null && (a === null || l.rate / l.roof > a.rate / a.roof!) ? l : a),
    null,
  );
  return `${words(model)}${best === null ? '' : ` Closest to its roof is ${best.layer.name} with ${formatShare(best.rate / best.roof!)}.`} Arrow keys move over layers.`;
}
