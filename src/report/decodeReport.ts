import type { DensityGap } from '../engine/densityGap.ts';
import type { PointSpec } from '../engine/point.ts';
import type { PointResult } from '../engine/pointResult.ts';
import type { ReportData } from './reportData.ts';
import { unpackTree } from './unpackTree.ts';

/** A report as its page sees it: details are built when they are looked at. */
export interface OpenReport extends Omit<ReportData, 'details'> {
  /** Points in the sweep; more than `points.count` where the file holds a sample. */
  readonly total: number;
  /** Rows that have a detail. */
  readonly detailRows: Uint32Array;
  /** Full result of a row, or null where the file doesn't hold it. */
  detail(row: number): PointResult | null;
  /** What was evaluated for that result, or null where the file doesn't hold it. */
  spec(row: number): PointSpec | null;
  /** How far densities are off, by layer; null where nothing was counted or the file doesn't hold it. */
  gaps(row: number): readonly (DensityGap | null)[] | null;
}

export function decodeReport(bytes: Uint8Array): OpenReport {
  const tree = unpackTree(bytes);
  const head = tree.read(0) as Omit<OpenReport, 'detail' | 'spec' | 'gaps'>;
  const rootOf = new Map(Array.from(head.detailRows, (row, i) => [row, i + 1]));
  const built = new Map<number, PointResult>();
  return Object.assign(head, {
    detail(row: number): PointResult | null {
      const root = rootOf.get(row);
      if (root === undefined) return null;
      const result = built.get(row) ?? (tree.read(root) as PointResult);
      built.set(row, result);
      return result;
    },
    spec(row: number): PointSpec | null {
      const root = rootOf.get(row);
      return root === undefined ? null : (tree.read(root + head.detailRows.length) as PointSpec | null);
    },
    gaps(row: number): readonly (DensityGap | null)[] | null {
      const root = rootOf.get(row);
      if (root === undefined) return null;
      return tree.read(root + 2 * head.detailRows.length) as readonly (DensityGap | null)[] | null;
    },
  });
}
