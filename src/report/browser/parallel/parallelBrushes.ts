import { brushY, type D3BrushEvent } from 'd3-brush';
import { select } from 'd3-selection';
import type { Test } from '../crossfilter.ts';
import { withClause } from '../scatter/scatterBrush.ts';
import type { Store } from '../store.ts';
import type { ParallelAxis } from './parallelAxes.ts';

/** The test that an interval of places stands for: a set of values on a discrete axis, else an interval. */
export function placeTest(axis: ParallelAxis, low: number, high: number): Test | null {
  if (axis.discrete === null) {
    const [a, b] = [axis.value(low), axis.value(high)];
    return { field: axis.field.id, low: Math.min(a, b), high: Math.max(a, b) };
  }
  const values = axis.discrete.filter((v) => axis.place(v) >= low && axis.place(v) <= high);
  return values.length === 0 ? null : { field: axis.field.id, values };
}

/** This view's clause with one axis' test replaced; null drops it. */
export function changeAxis(store: Store, field: string, test: Test | null, record: boolean): void {
  const tests = (store.state.filters['parallel'] ?? []).filter((t) => t.field !== field);
  if (test !== null) tests.push(test);
  store.change(
    { filters: withClause(store.state.filters, 'parallel', tests.length > 0 ? tests : null) },
    record,
  );
}

const half = 11;

/** One upright brush per axis, placed as the store says. */
export function parallelBrushes(
  store: Store,
  axes: readonly ParallelAxis[],
  xs: readonly number[],
  height: number,
  groups: readonly SVGGElement[],
): () => void {
  const moves = axes.map((axis, a) => {
    const group = select(groups[a]!);
    let moving = false;
    const behaviour = brushY<unknown>()
      .touchable(() => false)
      .keyModifiers(false)
      .extent([
        [xs[a]! - half, 0],
        [xs[a]! + half, height],
      ])
      .on('brush end', (event: D3BrushEvent<unknown>) => {
        if (moving || event.sourceEvent === undefined || event.sourceEvent === null) return;
        const range = event.selection as [number, number] | null;
        const test = range === null ? null : placeTest(axis, 1 - range[1] / height, 1 - range[0] / height);
        changeAxis(store, axis.field.id, test, event.type === 'end');
      });
    group.call(behaviour);
    return (): void => {
      const test = (store.state.filters['parallel'] ?? []).find((t) => t.field === axis.field.id);
      let range: [number, number] | null = null;
      if (test !== undefined) {
        const places = ('values' in test ? test.values : [test.low, test.high])
          .map((v) => axis.place(v))
          .filter((p) => !Number.isNaN(p));
        const pad = 'values' in test ? 6 : 0;
        if (places.length > 0)
          range = [
            Math.max(0, height * (1 - Math.max(...places)) - pad),
            Math.min(height, height * (1 - Math.min(...places)) + pad),
          ];
      }
      moving = true;
      group.call(behaviour.move, range);
      moving = false;
    };
  });
  return () => {
    for (const move of moves) move();
  };
}
