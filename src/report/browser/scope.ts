import type { OpenReport } from '../decodeReport.ts';
import type { Selection } from './crossfilter.ts';

/** The rows that compete: one value of the report's `within` axis, or all. */
export interface Scopes {
  /** Position of the `within` axis, or −1. */
  readonly axis: number;
  /** Values that have points, by position in the axis. */
  readonly groups: readonly number[];
  /** Rows of a group; of all groups for −1. The same object each time. */
  of(group: number): Selection;
}

export function makeScopes(report: OpenReport): Scopes {
  const { points } = report;
  const axis = report.axes.findIndex((a) => a.path === report.within);
  const codes = points.axes[axis];
  const groups = codes === undefined ? [] : [...new Set(codes)].sort((a, b) => a - b);
  const known = new Map<number, Selection>();
  return {
    axis,
    groups: groups.length > 1 ? groups : [],
    of(group) {
      let scope = known.get(group);
      if (scope === undefined) {
        const mask = new Uint8Array(points.count).fill(1);
        let count = points.count;
        if (codes !== undefined && group >= 0)
          for (let i = 0; i < mask.length; i++)
            if (codes[i] !== group) {
              mask[i] = 0;
              count--;
            }
        scope = { mask, count };
        known.set(group, scope);
      }
      return scope;
    },
  };
}
