import type { Field } from './fields.ts';

/** A condition on one field: an interval (ends included) or a set of categories. */
export type Test =
  | { readonly field: string; readonly low: number; readonly high: number }
  | { readonly field: string; readonly values: readonly number[] };

/** View → its tests, all of which must hold. Clauses of different views are ANDed. */
export type Filters = Readonly<Record<string, readonly Test[]>>;

/** Which rows pass, and how many. */
export interface Selection {
  /** 1 where the row passes. */
  readonly mask: Uint8Array;
  readonly count: number;
}

export interface Crossfilter {
  /** Rows of the scope that pass every clause, or every clause but one view's own. */
  select(filters: Filters, scope: Selection, except?: string): Selection;
}

export function makeCrossfilter(count: number, fields: ReadonlyMap<string, Field>): Crossfilter {
  const cache = new Map<string, { filters: Filters; scope: Selection; selection: Selection }>();
  const apply = (mask: Uint8Array, test: Test): void => {
    const column = fields.get(test.field)?.column;
    if (column === undefined) return;
    if ('values' in test) {
      const wanted = new Set(test.values);
      for (let i = 0; i < count; i++) if (mask[i] === 1 && !wanted.has(column[i]!)) mask[i] = 0;
      return;
    }
    const { low, high } = test;
    for (let i = 0; i < count; i++) {
      const v = column[i]!;
      if (!(v >= low && v <= high)) mask[i] = 0;
    }
  };
  return {
    select(filters, scope, except = '') {
      const hit = cache.get(except);
      if (hit !== undefined && hit.filters === filters && hit.scope === scope) return hit.selection;
      const mask = scope.mask.slice();
      for (const [view, tests] of Object.entries(filters))
        if (view !== except) for (const test of tests) apply(mask, test);
      let selected = 0;
      for (let i = 0; i < count; i++) selected += mask[i]!;
      const selection = { mask, count: selected };
      cache.set(except, { filters, scope, selection });
      return selection;
    },
  };
}
