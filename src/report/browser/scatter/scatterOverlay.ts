import { axisUnit, formatTick } from '../../quantity.ts';
import { svg } from '../dom.ts';
import type { PlaneAxis } from './plane.ts';
import type { ScatterModel } from './scatterModel.ts';

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** `Latency, lower is better` with the unit where ticks don't carry it. */
export function axisTitle({ field, log }: PlaneAxis): string {
  const better =
    field.better === null ? '' : field.better === 'lower' ? ', lower is better' : ', higher is better';
  return `${field.label}${axisUnit(field.unit)}${better}${log ? '' : ' (linear)'}`;
}

/** Grid lines, tick labels and axis titles. */
export function drawAxes(layer: SVGGElement, model: ScatterModel, frame: Frame): void {
  const { width, height } = frame;
  layer.replaceChildren();
  const parts: SVGElement[] = [];
  let lastRight = Number.NEGATIVE_INFINITY;
  for (const tick of model.x.ticks) {
    const x = model.x.scale(tick);
    parts.push(svg('line', { class: 'grid', x1: x, x2: x, y1: 0, y2: height }));
    const label = formatTick(tick, model.x.field.unit);
    const half = label.length * 3.4;
    if (x - half < lastRight + 6 || x + half > width + 24) continue;
    lastRight = x + half;
    parts.push(svg('text', { class: 'tick', x, y: height + 17, 'text-anchor': 'middle' }, label));
  }
  for (const tick of model.y.ticks) {
    const y = model.y.scale(tick);
    parts.push(svg('line', { class: 'grid', x1: 0, x2: width, y1: y, y2: y }));
    parts.push(
      svg(
        'text',
        { class: 'tick', x: -8, y, dy: '0.32em', 'text-anchor': 'end' },
        formatTick(tick, model.y.field.unit),
      ),
    );
  }
  parts.push(svg('path', { class: 'axis', d: `M0,0V${height}H${width}` }));
  parts.push(
    svg('text', { class: 'title', x: width, y: height + 38, 'text-anchor': 'end' }, axisTitle(model.x)),
    svg('text', { class: 'title', x: -frame.left + 4, y: -12 }, axisTitle(model.y)),
  );
  layer.append(...parts);
}

/** A front as the edge of what it dominates: steps between its points, run out to the frame's worse sides. */
export function frontPath(rows: readonly number[], model: ScatterModel, frame: Frame): string {
  if (rows.length === 0) return '';
  const { px, py } = model.marks;
  const worseX = model.x.field.better === 'higher' ? 0 : frame.width;
  const worseY = model.y.field.better === 'higher' ? frame.height : 0;
  const first = rows[0]!;
  let d = `M${px[first]},${worseY}V${py[first]}`;
  for (const row of rows.slice(1)) d += `H${px[row]}V${py[row]}`;
  return `${d}H${worseX}`;
}

/** Fronts of layers 3, 2, 1: under the marks. */
export function drawFronts(layer: SVGGElement, model: ScatterModel, frame: Frame): void {
  layer.replaceChildren();
  const { layers, apart } = model.fronts;
  for (let i = layers.length - 1; i >= 0; i--)
    layer.append(
      svg('path', { class: `front front-${apart ? 1 : i + 1}`, d: frontPath(layers[i]!, model, frame) }),
    );
}

/** The knee's label: over the marks. */
export function drawKnee(layer: SVGGElement, model: ScatterModel, frame: Frame): void {
  layer.replaceChildren();
  const { knee } = model.fronts;
  if (knee === null) return;
  const x = model.marks.px[knee]!;
  const y = model.marks.py[knee]!;
  // Towards the better corner lies no point: the label goes there where it has room, else beside the mark.
  const dx = model.x.field.better === 'higher' ? 26 : -26;
  const dy = model.y.field.better === 'higher' ? -26 : 26;
  const roomX = x + dx > 34 && x + dx < frame.width - 34;
  const roomY = y + dy > 14 && y + dy < frame.height - 14;
  const [ex, ey] = roomX && roomY ? [dx, dy] : roomX ? [dx * 1.7, 0] : roomY ? [0, dy * 1.2] : [-dx, -dy];
  layer.append(
    svg('path', { class: 'leader', d: `M${x},${y}l${ex},${ey}` }),
    svg(
      'text',
      {
        class: 'knee',
        x: x + ex,
        y: y + ey,
        dy: ey > 0 ? '0.9em' : ey < 0 ? '-0.3em' : '0.32em',
        'text-anchor': ex < 0 ? 'end' : ex > 0 ? 'start' : 'middle',
      },
      'knee',
    ),
  );
}

/** A five-pointed star of a radius around a place. */
export function star(x: number, y: number, radius: number): string {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 === 0 ? radius : radius * 0.43;
    const angle = (Math.PI * i) / 5 - Math.PI / 2;
    return `${(x + r * Math.cos(angle)).toFixed(2)},${(y + r * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${corners.join('L')}Z`;
}

/** Rings around the highlighted, pinned and baseline points. */
export function drawRings(
  layer: SVGGElement,
  model: ScatterModel,
  rows: {
    readonly highlight: number | null;
    readonly pinned: number | null;
    readonly against: number | null;
    readonly baseline: number | null;
  },
): void {
  layer.replaceChildren();
  const { px, py } = model.marks;
  const at = (row: number | null): row is number => row !== null && Number.isFinite(px[row]!);
  if (at(rows.baseline)) {
    layer.append(svg('path', { class: 'baseline', d: star(px[rows.baseline]!, py[rows.baseline]!, 8) }));
  }
  if (at(rows.against) && rows.against !== rows.pinned) {
    const x = px[rows.against]!;
    const y = py[rows.against]!;
    layer.append(
      svg('circle', { class: 'against', cx: x, cy: y, r: 9 }),
      svg('text', { class: 'knee', x: x + 12, y: y - 8 }, 'B'),
    );
  }
  if (at(rows.pinned)) {
    const x = px[rows.pinned]!;
    const y = py[rows.pinned]!;
    layer.append(
      svg('circle', { class: 'pinned', cx: x, cy: y, r: 9 }),
      svg('path', {
        class: 'pinned',
        d: `M${x - 15},${y}h6M${x + 9},${y}h6M${x},${y - 15}v6M${x},${y + 9}v6`,
      }),
    );
  }
  if (at(rows.highlight))
    layer.append(
      svg('circle', { class: 'highlight', cx: px[rows.highlight]!, cy: py[rows.highlight]!, r: 7 }),
    );
}
