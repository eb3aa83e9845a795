import { evaluate } from '../../src/engine/evaluate.ts';
import type { PointSpec } from '../../src/engine/point.ts';
import type { ReportData } from '../../src/report/reportData.ts';
import { shippedFiles, shippedPoint } from '../engine/shippedCases.ts';

/** A point that the engine really ran: a small product on the systolic array that ships. */
export const realSpec: PointSpec = shippedPoint(
  shippedFiles.find((file) => file.endsWith('/systolic.yaml'))!,
  { layers: [{ name: 'g', gemm: [96, 80, 72] }], sparsity: { weights: { pattern: 'n:m', n: 2, m: 4 } } },
  'cycle',
);

/** The report with that point in the place of its first detail, which is the one that it opens with. */
export function withRealDetail(data: ReportData): ReportData {
  const [first, ...rest] = data.details;
  return first === undefined
    ? data
    : {
        ...data,
        details: [{ row: first.row, result: evaluate(realSpec), spec: realSpec, gaps: null }, ...rest],
      };
}
