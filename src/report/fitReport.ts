import type { ReportData } from './reportData.ts';
import { samplePoints } from './samplePoints.ts';
import { summaryMetrics } from './summaryMetrics.ts';

/** Most characters of embedded data, and most points with all columns and with the summary columns. */
export interface ReportLimits {
  readonly characters: number;
  readonly full: number;
  readonly points: number;
  readonly details: number;
}

export const reportLimits: ReportLimits = {
  characters: 8_000_000,
  full: 20_000,
  points: 100_000,
  details: 400,
};

/**
 * Cuts a sweep to what one file may hold: first columns that no objective or constraint uses, then points (all of
 * Pareto rank ≤ 3, the baseline and a seeded sample of the rest stay), then details, then points again.
 */
export function fitReport(
  data: ReportData,
  encode: (kept: ReportData) => string,
  limits: ReportLimits,
): string {
  const rankOf = (row: number): number => data.points.rank[row] || Number.POSITIVE_INFINITY;
  const ordered = [...data.details].sort((a, b) =>
    rankOf(a.row) === rankOf(b.row) ? a.row - b.row : rankOf(a.row) - rankOf(b.row),
  );
  let points: number = limits.points;
  let details = Math.min(limits.details, data.details.length);
  for (;;) {
    const columns = data.points.count > limits.full ? summaryMetrics(data) : data;
    const kept = samplePoints(
      { ...columns, details: ordered.slice(0, details), failures: data.failures.slice(0, 1000) },
      points,
    );
    const text = encode(kept);
    if (text.length <= limits.characters || (details <= 1 && points <= 100)) return text;
    if (details > 1 && (details > 50 || points <= limits.full)) details = Math.floor(details / 2);
    else points = Math.floor(Math.min(points, data.points.count) * 0.75);
  }
}
