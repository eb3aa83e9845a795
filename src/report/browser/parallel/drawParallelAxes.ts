import { axisUnit } from '../../quantity.ts';
import { svg } from '../dom.ts';
import type { Store } from '../store.ts';
import { parallelBrushes } from './parallelBrushes.ts';
import type { ParallelModel } from './parallelModel.ts';

const clip = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;

/** Upright axes with titles, ticks and brushes. Returns the titles, and what puts brushes where the store says. */
export function drawParallelAxes(
  over: SVGSVGElement,
  store: Store,
  { axes, lines }: ParallelModel,
  { width, height, top }: { readonly width: number; readonly height: number; readonly top: number },
): { readonly titles: readonly SVGTextElement[]; readonly placeBrushes: () => void } {
  over.replaceChildren();
  const brushes: SVGGElement[] = [];
  const titles = axes.map(({ field, ticks }, a) => {
    const x = lines.xs[a]!;
    const text = (attributes: Readonly<Record<string, string | number>>, label: string): SVGTextElement =>
      svg('text', { x, 'text-anchor': 'middle', ...attributes }, label);
    const name = `${field.label}${axisUnit(field.unit)}`;
    const title = text({ class: 'title', y: 14 }, clip(name, Math.floor(width / axes.length / 7.4)));
    const brush = svg('g', { class: 'brush' });
    brushes.push(brush);
    const group = svg(
      'g',
      { transform: `translate(0,${top})` },
      svg('line', { class: 'axis', x1: x, x2: x, y1: 0, y2: height }),
      brush,
    );
    // Labels stand left of their axis; those of the first axis have no room there.
    const beside =
      a === 0
        ? { x: x + 7, dy: '-0.45em', 'text-anchor': 'start' }
        : { x: x - 6, dy: '0.32em', 'text-anchor': 'end' };
    for (const { place, label } of ticks)
      group.append(text({ class: 'tick halo', y: height * (1 - place), ...beside }, clip(label, 12)));
    if (field.better !== null)
      group.append(text({ class: 'tick', y: field.better === 'lower' ? height + 15 : -6 }, 'better'));
    over.append(title, group);
    return title;
  });
  const placeBrushes = parallelBrushes(store, axes, lines.xs, height, brushes);
  placeBrushes();
  return { titles, placeBrushes };
}
