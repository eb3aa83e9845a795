import { formatShare } from '../../quantity.ts';
import { html, svg } from '../dom.ts';
import { pinPoint } from '../pinPoint.ts';
import { pointName } from '../pointWords.ts';
import { exportScatter } from '../scatter/exportScatter.ts';
import { paintMarks } from '../scatter/paintMarks.ts';
import type { PointGrid } from '../scatter/pointGrid.ts';
import { scatterBrush } from '../scatter/scatterBrush.ts';
import { scatterControls } from '../scatter/scatterControls.ts';
import { scatterKeys } from '../scatter/scatterKeys.ts';
import { drawLegend } from '../scatter/scatterLegend.ts';
import { frontsOf, type ScatterModel, scatterModel } from '../scatter/scatterModel.ts';
import { drawAxes, drawFronts, drawKnee, drawRings, type Frame } from '../scatter/scatterOverlay.ts';
import { makeTooltip } from '../tooltip.ts';
import {
  defineView,
  type TableData,
  type ViewContext,
  type ViewHost,
  type ViewInstance,
} from './defineView.ts';

/** Two metrics of every point in a plane, with the fronts of the two; brush to select, click to pin. */
export default defineView({
  id: 'scatter',
  title: 'Pareto front',
  tab: 'explore',
  place: 'main',
  order: 0,
  needs: (report) => report.points.count > 0 && report.metrics.length > 0,
  render,
  table,
  summarise,
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  const { store, report } = context;
  const canvas = html('canvas', { 'aria-hidden': 'true' });
  const axesLayer = svg('g', {});
  const frontLayer = svg('g', {});
  const kneeLayer = svg('g', {});
  const ringLayer = svg('g', { class: 'rings' });
  const brushLayer = svg('g', { class: 'brush' });
  const under = svg('svg', { class: 'layer', 'aria-hidden': 'true' }, axesLayer, frontLayer);
  const over = svg('svg', { class: 'layer', 'aria-hidden': 'true' }, kneeLayer, ringLayer, brushLayer);
  const stage = html(
    'div',
    {
      class: 'stage',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'scatter plot',
      'aria-label': 'Pareto front',
    },
    under,
    canvas,
    over,
  );
  const legend = html('div', { class: 'legend' });
  host.body.append(stage, legend);
  const syncControls = scatterControls(host.tools, context);
  const tooltip = makeTooltip(stage);

  let frame: Frame = { left: 0, top: 0, width: 0, height: 0 };
  let model: ScatterModel | null = null;
  let grid: PointGrid | null = null;
  const near = (x: number, y: number): number | null => {
    grid ??= model!.grid(context.selection('').mask);
    const row = grid.nearest(x, y, 14);
    return row < 0 ? null : row;
  };
  const brush = scatterBrush(
    brushLayer,
    store,
    () => model!,
    (x, y, shift) => {
      const row = near(x, y);
      if (row !== null) pinPoint(context, row, shift);
      return row !== null;
    },
  );
  over.addEventListener('pointermove', (event) => {
    if (event.buttons !== 0 || model === null) return;
    const box = over.getBoundingClientRect();
    store.change(
      { highlight: near(event.clientX - box.left - frame.left, event.clientY - box.top - frame.top) },
      false,
    );
  });
  over.addEventListener('pointerleave', () => store.change({ highlight: null }, false));
  over.addEventListener('click', (event) => {
    // A mouse's click comes through the brush; a finger's only through here.
    if ((event as PointerEvent).pointerType === 'mouse' || model === null) return;
    const box = over.getBoundingClientRect();
    const row = near(event.clientX - box.left - frame.left, event.clientY - box.top - frame.top);
    if (row !== null) pinPoint(context, row);
  });
  scatterKeys(stage, context, () => model!);

  const paint = (): void => {
    const styles = getComputedStyle(stage);
    const ink = {
      faint: styles.getPropertyValue('--faint').trim(),
      edge: styles.getPropertyValue('--card').trim(),
      hollow: styles.getPropertyValue('--hollow').trim(),
      fade: context.dark() ? 0.8 : 0.6,
    };
    paintMarks(canvas, model!.marks, context.selection().mask, ink, canvas.width / Math.max(1, frame.width));
  };
  const layout = (): void => {
    const width = stage.clientWidth;
    const height = stage.clientHeight;
    if (width < 40 || height < 40) return;
    const narrow = width < 480;
    frame = { left: narrow ? 46 : 58, top: 30, width: 0, height: 0 };
    frame = { ...frame, width: width - frame.left - 18, height: height - frame.top - 46 };
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    canvas.width = Math.round(frame.width * ratio);
    canvas.height = Math.round(frame.height * ratio);
    Object.assign(canvas.style, {
      left: `${frame.left}px`,
      top: `${frame.top}px`,
      width: `${frame.width}px`,
      height: `${frame.height}px`,
    });
    for (const drawing of [under, over]) drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    for (const layer of [axesLayer, frontLayer, kneeLayer, ringLayer, brushLayer])
      layer.setAttribute('transform', `translate(${frame.left},${frame.top})`);
    model = scatterModel(context, frame.width, frame.height);
    grid = null;
    drawAxes(axesLayer, model, frame);
    drawFronts(frontLayer, model, frame);
    drawKnee(kneeLayer, model, frame);
    drawLegend(legend, context, model);
    paint();
    rings();
    brush.place(frame.width, frame.height);
  };
  const rings = (): void => {
    if (model === null) return;
    const { highlight, pinned, against } = store.state;
    drawRings(ringLayer, model, { highlight, pinned, against, baseline: report.points.baseline });
    const x = highlight === null ? Number.NaN : model.marks.px[highlight]!;
    if (highlight === null || !Number.isFinite(x)) tooltip.hide();
    else
      tooltip.show(
        x + frame.left,
        model.marks.py[highlight]! + frame.top,
        pointName(context, highlight),
        tooltipRows(context, highlight),
      );
  };
  new ResizeObserver(layout).observe(stage);

  return {
    update(changed) {
      syncControls();
      if (
        model === null ||
        ['x', 'y', 'logX', 'logY', 'colour', 'group', 'tab', 'tables'].some((k) => changed.has(k as 'x'))
      )
        layout();
      else if (changed.has('filters')) {
        grid = null;
        paint();
        drawLegend(legend, context, model);
        brush.place(frame.width, frame.height);
        rings();
      } else if (changed.has('highlight') || changed.has('pinned') || changed.has('against')) rings();
    },
    figure: () => exportScatter(model!, frame, canvas, context),
  };
}

function tooltipRows(context: ViewContext, row: number): (readonly [string, string])[] {
  const { report, fields, store } = context;
  const { points } = report;
  const rows: (readonly [string, string])[] = [];
  if (points.status[row] !== 0)
    rows.push([context.field('status').text(row), points.reasons[points.reason[row]!] ?? '']);
  else if (points.rank[row]! > 0) rows.push(['Pareto rank', String(points.rank[row])]);
  const { x, y } = store.state;
  for (const f of fields)
    if (f.group === 'metric' && (f.id === x || f.id === y || report.objectives.includes(f.id.slice(2))))
      rows.push([f.label, f.text(row)]);
  for (const f of fields) if (f.group === 'axis') rows.push([f.label, f.text(row)]);
  return rows.slice(0, 16);
}

function table(context: ViewContext): TableData {
  const { fields, store } = context;
  const x = context.field(store.state.x);
  const y = context.field(store.state.y);
  const shown = [
    context.field('index'),
    context.field('rank'),
    x,
    y,
    ...fields.filter((f) => f.group === 'axis'),
  ];
  return {
    caption: `The front of ${x.label} and ${y.label}`,
    columns: shown.map((f) => ({ label: f.label, numeric: f.kind === 'number' })),
    rows: (frontsOf(context).layers[0] ?? []).map((row) => shown.map((f) => f.exact(row))),
  };
}

function summarise(context: ViewContext): string {
  const { store } = context;
  const total = context.scope().count;
  const x = context.field(store.state.x);
  const y = context.field(store.state.y);
  const { layers, knee } = frontsOf(context);
  const front = layers[0] ?? [];
  const selected = context.selection().count;
  const ends =
    front.length > 1
      ? ` from ${x.text(front[0]!)} and ${y.text(front[0]!)} to ${x.text(front.at(-1)!)} and ${y.text(front.at(-1)!)}`
      : '';
  return `${y.label} against ${x.label} for ${total} points, ${selected} selected (${formatShare(selected / Math.max(1, total))}). The front of these two has ${front.length} points${ends}.${knee === null ? '' : ` Its knee is ${pointName(context, knee)}: ${x.text(knee)}, ${y.text(knee)}.`} Arrow keys walk along the front, Enter pins, Space selects an area.`;
}
