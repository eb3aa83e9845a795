import { brush, type D3BrushEvent } from 'd3-brush';
import { select } from 'd3-selection';
import type { Filters, Test } from '../crossfilter.ts';
import type { Store } from '../store.ts';
import type { ScatterModel } from './scatterModel.ts';

type Box = [[number, number], [number, number]];

/** The tests that a box of pixels stands for. */
export function boxTests(box: Box, model: ScatterModel): readonly Test[] {
  const between = (axis: ScatterModel['x'], a: number, b: number): Test => {
    const u = axis.scale.invert(a);
    const v = axis.scale.invert(b);
    return { field: axis.field.id, low: Math.min(u, v), high: Math.max(u, v) };
  };
  return [between(model.x, box[0][0], box[1][0]), between(model.y, box[0][1], box[1][1])];
}

export const withClause = (filters: Filters, view: string, tests: readonly Test[] | null): Filters => {
  const { [view]: _, ...others } = filters;
  return tests === null ? others : { ...others, [view]: tests };
};

/** Drag to select, click to pin. The store holds the brush; `place` puts the box where the store says. */
export function scatterBrush(
  layer: SVGGElement,
  store: Store,
  model: () => ScatterModel,
  onClick: (x: number, y: number, shift: boolean) => boolean,
): { place(width: number, height: number): void } {
  const group = select(layer);
  let moving = false;
  const behaviour = brush<unknown>()
    .touchable(() => false)
    .keyModifiers(false)
    .on('brush end', (event: D3BrushEvent<unknown>) => {
      if (moving || event.sourceEvent === undefined || event.sourceEvent === null) return;
      const box = event.selection as Box | null;
      if (box !== null) {
        const tests = boxTests(box, model());
        store.change({ filters: withClause(store.state.filters, 'scatter', tests) }, event.type === 'end');
        return;
      }
      if (event.type !== 'end') return;
      const pointer = event.sourceEvent as MouseEvent;
      const frame = layer.ownerSVGElement!.getBoundingClientRect();
      const shift = layer.getCTM()!;
      const kept = onClick(
        pointer.clientX - frame.left - shift.e,
        pointer.clientY - frame.top - shift.f,
        pointer.shiftKey,
      );
      if (kept) place();
      else store.change({ filters: withClause(store.state.filters, 'scatter', null) });
    });
  let size: [number, number] = [0, 0];
  const place = (): void => {
    const { x, y } = model();
    const tests = store.state.filters['scatter'] ?? [];
    const range = (axis: ScatterModel['x']): [number, number] | null => {
      const test = tests.find((t) => t.field === axis.field.id);
      if (test === undefined || 'values' in test) return null;
      const [from = 0, to = 1] = axis.scale.domain();
      const inside = (v: number): number => axis.scale(Math.min(Math.max(v, from), to));
      const ends = [inside(test.low), inside(test.high)] as const;
      return [Math.min(...ends), Math.max(...ends)];
    };
    const across = range(x);
    const down = range(y);
    moving = true;
    if (tests.length > 0 && (across !== null || down !== null)) {
      const [x0, x1] = across ?? [0, size[0]];
      const [y0, y1] = down ?? [0, size[1]];
      group.call(behaviour.move, [
        [x0, y0],
        [x1, y1],
      ]);
    } else group.call(behaviour.move, null);
    moving = false;
  };
  return {
    place(width, height) {
      if (width !== size[0] || height !== size[1]) {
        size = [width, height];
        behaviour.extent([
          [0, 0],
          [width, height],
        ]);
        group.call(behaviour);
      }
      place();
    },
  };
}
