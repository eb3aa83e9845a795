import { svg } from '../dom.ts';
import type { ViewContext } from '../views/defineView.ts';
import type { ScatterModel } from './scatterModel.ts';
import { drawAxes, drawFronts, drawKnee, drawRings, type Frame } from './scatterOverlay.ts';

const mostCircles = 2000;

/** The scatter as one drawing: circles up to 2,000 marks, the canvas as a picture above. */
export function exportScatter(
  model: ScatterModel,
  frame: Frame,
  canvas: HTMLCanvasElement,
  context: ViewContext,
): SVGSVGElement {
  const width = frame.left + frame.width + 18;
  const height = frame.top + frame.height + 46;
  const axes = svg('g', {});
  const lines = svg('g', {});
  const rings = svg('g', {});
  drawAxes(axes, model, frame);
  const knee = svg('g', {});
  drawFronts(lines, model, frame);
  drawKnee(knee, model, frame);
  drawRings(rings, model, {
    highlight: null,
    against: context.store.state.against,
    pinned: context.store.state.pinned,
    baseline: context.report.points.baseline,
  });
  const marks = svg('g', {});
  const { px, py, bin, level, colours } = model.marks;
  if (px.length > mostCircles)
    marks.append(svg('image', { href: canvas.toDataURL(), width: frame.width, height: frame.height }));
  else {
    const { mask } = context.selection();
    for (let i = 0; i < px.length; i++) {
      if (!Number.isFinite(px[i]!) || mask[i] === 0) continue;
      marks.append(
        level[i] === 0
          ? svg('rect', {
              x: px[i]! - 2.5,
              y: py[i]! - 2.5,
              width: 5,
              height: 5,
              fill: 'none',
              stroke: '#767676',
            })
          : svg('circle', {
              cx: px[i]!,
              cy: py[i]!,
              r: [0, 2.8, 3.6, 4.6][level[i]!]!,
              fill: colours[bin[i]!]!,
              'fill-opacity': [0, 0.5, 0.75, 1][level[i]!]!,
            }),
      );
    }
  }
  const place = { transform: `translate(${frame.left},${frame.top})` };
  return svg(
    'svg',
    { width, height, viewBox: `0 0 ${width} ${height}` },
    svg('g', place, axes, lines, marks, knee, rings),
  );
}
