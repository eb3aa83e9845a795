import type { LayerResult, PointResult } from '../../../engine/pointResult.ts';
import { formatExact, formatQuantity, formatShare } from '../../quantity.ts';
import { reasonWords } from '../../reasonWords.ts';
import { html, svg } from '../dom.ts';
import { hatchFill } from '../hatchPatterns.ts';
import type { State } from '../state.ts';
import { makeTooltip } from '../tooltip.ts';
import type { ViewContext } from '../views/defineView.ts';
import { reasonMarks } from './reasonMarks.ts';

export type StackMode = State['stack'];

const line = 26;
const bar = 17;

const macsOf = ({ execution }: LayerResult): number => {
  const { effectual, skipped, gated, padded } = execution.macs;
  return effectual + skipped + gated + padded;
};

/** What a bar's length stands for: all runs of the layer, one, or one per dense multiply-accumulate. */
function lengthOf(layer: LayerResult, mode: StackMode): number {
  if (mode === 'percent') return 1;
  if (mode === 'absolute') return layer.execution.cycles * layer.count;
  return layer.execution.cycles / Math.max(1, macsOf(layer));
}

function lengthText(layer: LayerResult, mode: StackMode): string {
  if (mode === 'per-mac') return formatQuantity(lengthOf(layer, mode), '');
  return formatQuantity(layer.execution.cycles * layer.count, 'cycles').replace(/.cycles$/, '');
}

const clip = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** Horizontal stacked bars, one line a layer; arrows move over layers and speak them. */
export function layerBars(context: ViewContext): {
  element: HTMLElement;
  draw(result: PointResult | null, mode: StackMode): void;
  figure(): SVGSVGElement;
} {
  const element = html('div', {
    class: 'bars',
    tabindex: 0,
    role: 'application',
    'aria-roledescription': 'stacked bars',
    'aria-label': 'Cycles by reason',
  });
  const tooltip = makeTooltip(element);
  let drawing = svg('svg', {});
  element.prepend(drawing);
  let result: PointResult | null = null;
  let mode: StackMode = 'absolute';
  let focused = -1;
  const rows = (layer: LayerResult): (readonly [string, string])[] => [
    ['Shape', layer.shape],
    ...(layer.count > 1
      ? [['Runs', `${layer.count} × ${formatExact(layer.execution.cycles, 'cycles')}`] as const]
      : []),
    ['Cycles', formatExact(layer.execution.cycles * layer.count, 'cycles')],
    ...[...reasonMarks(context).keys()]
      .filter((r) => (layer.execution.breakdown[r] ?? 0) > 0)
      .map(
        (r) => [reasonWords(r), formatShare(layer.execution.breakdown[r]! / layer.execution.cycles)] as const,
      ),
  ];
  const focus = (at: number, speak: boolean): void => {
    focused = at;
    drawing.querySelectorAll('.layer-row').forEach((g, i) => {
      g.classList.toggle('focused', i === at);
    });
    const layer = result?.layers[at];
    if (layer === undefined) {
      tooltip.hide();
      return;
    }
    tooltip.show(element.clientWidth * 0.42, 8 + at * line, layer.name, rows(layer));
    if (speak)
      context.announce(
        `${layer.name}: ${rows(layer)
          .map((r) => r.join(' '))
          .join(', ')}`,
      );
  };
  const render = (): void => {
    const width = Math.max(280, element.clientWidth);
    const next = draw(context, result, mode, width);
    drawing.replaceWith(next);
    drawing = next;
    drawing.addEventListener('pointermove', (event) => {
      const g = (event.target as Element).closest('.layer-row');
      const at = g === null ? -1 : Number(g.getAttribute('data-at'));
      if (at !== focused) focus(at, false);
    });
    drawing.addEventListener('pointerleave', () => focus(-1, false));
  };
  element.addEventListener('keydown', (event) => {
    const count = result?.layers.length ?? 0;
    const to: Record<string, number> = {
      ArrowDown: focused + 1,
      ArrowUp: focused - 1,
      Home: 0,
      End: count - 1,
    };
    if (!(event.key in to) || count === 0) return;
    event.preventDefault();
    focus(Math.min(count - 1, Math.max(0, to[event.key]!)), true);
  });
  element.addEventListener('blur', () => focus(-1, false));
  new ResizeObserver(() => {
    if (element.clientWidth > 0) render();
  }).observe(element);
  return {
    element,
    draw(nextResult, nextMode) {
      result = nextResult;
      mode = nextMode;
      render();
    },
    figure: () => draw(context, result, mode, Math.max(640, element.clientWidth)),
  };
}

function draw(
  context: ViewContext,
  result: PointResult | null,
  mode: StackMode,
  width: number,
): SVGSVGElement {
  const layers = result?.layers ?? [];
  const height = layers.length * line + 8;
  const defs = svg('defs', {});
  const out = svg(
    'svg',
    { class: 'chart', width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    defs,
  );
  const names = width < 520 ? 92 : Math.min(230, width * 0.26);
  const values = 66;
  const room = width - names - values;
  const longest = Math.max(...layers.map((l) => lengthOf(l, mode)), 1e-300);
  const marks = reasonMarks(context);
  const fills = new Map([...marks].map(([reason, mark]) => [reason, hatchFill(defs, mark)]));
  layers.forEach((layer, i) => {
    const y = 4 + i * line;
    const length = (room * lengthOf(layer, mode)) / longest;
    const name = clip(layer.name, Math.floor(names / 7.2) - (layer.count > 1 ? 4 : 0));
    const g = svg(
      'g',
      { class: 'layer-row', 'data-at': i },
      svg('rect', { class: 'hit', x: 0, y: y - 3, width, height: line }),
      svg(
        'text',
        { class: 'name', x: names - 8, y: y + bar / 2, dy: '0.34em', 'text-anchor': 'end' },
        layer.count > 1 ? `${name} ×${layer.count}` : name,
      ),
    );
    let x = names;
    const { cycles, breakdown } = layer.execution;
    for (const [reason, fill] of fills) {
      const part = (length * (breakdown[reason] ?? 0)) / Math.max(1, cycles);
      if (part <= 0) continue;
      g.append(svg('rect', { class: 'part', x, y, width: part, height: bar, fill }));
      x += part;
    }
    g.append(
      svg('text', { class: 'value', x: x + 6, y: y + bar / 2, dy: '0.34em' }, lengthText(layer, mode)),
    );
    out.append(g);
  });
  return out;
}
