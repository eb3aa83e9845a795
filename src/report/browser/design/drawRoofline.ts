import { formatQuantity, formatShare } from '../../quantity.ts';
import { reasonWords } from '../../reasonWords.ts';
import { drawFrame, labelRoom } from '../chart/drawFrame.ts';
import type { Drawn, PlotMark } from '../chart/markedPlot.ts';
import { placeLabels } from '../chart/placeLabels.ts';
import { scaleBetween } from '../chart/scaleBetween.ts';
import { svg } from '../dom.ts';
import type { Mark } from '../palette.ts';
import type { Roofline, RooflineLayer } from './rooflineModel.ts';

const top = 30;
const bottom = 46;
const right = 18;

/** The reason that takes most of a layer's cycles. */
export const mainReason = ({ layer }: RooflineLayer): string =>
  Object.entries(layer.execution.breakdown).reduce((a, b) => (b[1] > a[1] ? b : a), ['', -1])[0];

/** Both roofs, and two marks a layer: effectual work filled, the dense product's hollow, joined by a line. */
export function drawRoofline(model: Roofline, marks: ReadonlyMap<string, Mark>, width: number): Drawn {
  const height = Math.min(460, Math.max(300, width * 0.42));
  const { peak, bandwidth, layers } = model;
  const xs = layers.map((l) => l.intensity);
  const ys = layers.flatMap((l) => [l.rate, l.dense_rate]);
  if (peak !== null) ys.push(peak);
  if (peak !== null && bandwidth !== null) xs.push(peak / bandwidth / 1.5, (peak / bandwidth) * 1.5);
  const vertical = scaleBetween(Math.min(...ys), Math.max(...ys), true, [height - top - bottom, 0]);
  const y = { ...vertical, title: 'Multiply-accumulates per second', unit: 'MAC/s' };
  const left = Math.min(width * 0.2, labelRoom(y));
  const plane = { left, width: width - left - right, height: height - top - bottom };
  const horizontal = scaleBetween(Math.min(...xs), Math.max(...xs), true, [0, plane.width]);
  const x = { ...horizontal, title: `Effectual MAC per byte of ${model.memory}`, unit: '' };
  const layer = svg('g', { transform: `translate(${left},${top})` });
  const drawing = svg(
    'svg',
    { class: 'chart', width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    layer,
  );
  drawFrame(layer, x, y, plane);
  drawRoofs(layer, model, x.scale, y.scale, plane);
  const found: PlotMark[] = [];
  const labels: { x: number; y: number; text: string; radius: number }[] = [];
  for (const l of [...layers].sort((a, b) => b.share - a.share)) {
    const [cx, cy, dense] = [x.scale(l.intensity), y.scale(l.rate), y.scale(l.dense_rate)];
    const radius = 3.5 + 9 * Math.sqrt(l.share);
    const { colour } = marks.get(mainReason(l)) ?? { colour: '#7F7F7F' };
    if (cy - dense > 1)
      layer.append(
        svg('path', { class: 'dense-link', d: `M${cx},${cy}V${dense}` }),
        svg('circle', { class: 'dense', cx, cy: dense, r: Math.max(3, radius * 0.6), stroke: colour }),
      );
    layer.append(svg('circle', { class: 'layer-mark', cx, cy, r: radius, fill: colour }));
    labels.push({ x: cx, y: cy, text: l.layer.name, radius });
    found.push({ x: cx + left, y: cy + top, title: l.layer.name, rows: wordsOf(l, model.memory) });
  }
  for (const { x: lx, y: ly, text, anchor } of placeLabels(
    labels,
    plane,
    roofBoxes(model, x.scale, y.scale, plane.width),
  ))
    layer.append(svg('text', { class: 'mark-label', x: lx, y: ly, 'text-anchor': anchor }, text));
  return { drawing, marks: found.sort((a, b) => a.x - b.x) };
}

/** Where the peak's line and its label stand. */
function roofBoxes(
  { peak, bandwidth }: Roofline,
  x: (v: number) => number,
  y: (v: number) => number,
  width: number,
): readonly (readonly [number, number, number, number])[] {
  if (peak === null) return [];
  const from = bandwidth === null ? 0 : x(peak / bandwidth);
  return [
    [from, y(peak) - 2, width, y(peak) + 2],
    [width - 140, y(peak) - 20, width, y(peak)],
  ];
}

function drawRoofs(
  layer: SVGGElement,
  { peak, bandwidth, memory }: Roofline,
  x: (v: number) => number,
  y: (v: number) => number,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const ridge = peak !== null && bandwidth !== null ? peak / bandwidth : null;
  if (peak !== null) {
    const from = ridge === null ? 0 : Math.min(width, Math.max(0, x(ridge)));
    layer.append(
      svg('path', { class: 'roof', d: `M${from},${y(peak)}H${width}` }),
      svg(
        'text',
        { class: 'roof-label', x: width - 4, y: y(peak) - 7, 'text-anchor': 'end' },
        `peak ${formatQuantity(peak, 'MAC/s')}`,
      ),
    );
  }
  if (bandwidth === null) return;
  // In logarithms the bandwidth is a line through the ridge (or through 1 MAC/byte); cut it at the frame.
  const at = ridge ?? 1;
  const [ex, ey] = [x(at), y(bandwidth * at)];
  const slope = (y(bandwidth * at * 10) - ey) / (x(at * 10) - ex);
  const start = Math.max(0, ex + (height - ey) / slope);
  const startY = ey + (start - ex) * slope;
  const end = ridge === null ? Math.min(width, ex - ey / slope) : Math.min(width, ex);
  const endY = ey + (end - ex) * slope;
  if (end <= start) return;
  layer.append(svg('path', { class: 'roof', d: `M${start},${startY}L${end},${endY}` }));
  const angle = (Math.atan2(endY - startY, end - start) * 180) / Math.PI;
  const text = `${memory} ${formatQuantity(bandwidth, 'B/s')}`;
  const long = Math.hypot(end - start, endY - startY);
  const [mx, my] = [(start + end) / 2, (startY + endY) / 2];
  if (long > text.length * 7)
    layer.append(
      svg(
        'text',
        {
          class: 'roof-label',
          transform: `translate(${mx},${my}) rotate(${angle}) translate(0,-7)`,
          'text-anchor': 'middle',
        },
        text,
      ),
    );
}

function wordsOf(l: RooflineLayer, memory: string): PlotMark['rows'] {
  return [
    ['Share of cycles', formatShare(l.share)],
    ['Achieved', formatQuantity(l.rate, 'MAC/s')],
    ...(l.dense_rate > l.rate * 1.001 ? [['As dense', formatQuantity(l.dense_rate, 'MAC/s')] as const] : []),
    ...(l.roof === null ? [] : [['Of its roof', formatShare(l.rate / l.roof)] as const]),
    ['MAC per byte', formatQuantity(l.intensity, '')],
    [`Bytes of ${memory}`, formatQuantity(l.bytes, 'bytes')],
    ...(l.metadata_bytes > 0 ? [['of them metadata', formatShare(l.metadata_bytes / l.bytes)] as const] : []),
    ['Most cycles', reasonWords(mainReason(l))],
  ];
}
