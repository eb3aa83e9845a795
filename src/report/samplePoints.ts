import { randomStream } from '../core/random.ts';
import type { ReportData } from './reportData.ts';

/**
 * At most about `limit` points: all of Pareto rank ≤ 3, the baseline and those with a detail, then one from each of
 * equal strata along the first objective (points without it come last), by a stream seeded with the sweep's seed.
 */
export function samplePoints(data: ReportData, limit: number): ReportData {
  const { points } = data;
  if (points.count <= limit) return data;
  const keep = new Uint8Array(points.count);
  for (let i = 0; i < points.count; i++) if (points.rank[i]! >= 1 && points.rank[i]! <= 3) keep[i] = 1;
  if (points.baseline !== null) keep[points.baseline] = 1;
  for (const detail of data.details) keep[detail.row] = 1;

  const objective = points.metrics[data.metrics.findIndex((m) => m.name === data.objectives[0])];
  const rest = Uint32Array.from(points.index.keys()).filter((i) => keep[i] === 0);
  const key = (i: number): number => {
    const v = objective?.[i];
    return v === undefined || Number.isNaN(v) ? Number.POSITIVE_INFINITY : v;
  };
  rest.sort((a, b) => {
    const x = key(a);
    const y = key(b);
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  const strata = Math.min(rest.length, Math.max(0, limit - (points.count - rest.length)));
  const random = randomStream(data.provenance.seed, 'report', 'sample');
  for (let s = 0; s < strata; s++) {
    const first = Math.floor((s * rest.length) / strata);
    const last = Math.floor(((s + 1) * rest.length) / strata);
    keep[rest[first + random.below(Math.max(1, last - first))]!] = 1;
  }

  const rows = Uint32Array.from(points.index.keys()).filter((i) => keep[i] === 1);
  const newRow = new Map(Array.from(rows, (row, i) => [row, i]));
  return {
    ...data,
    points: {
      ...points,
      count: rows.length,
      index: rows.map((i) => points.index[i]!),
      axes: points.axes.map((c) => rows.map((i) => c[i]!)),
      metrics: points.metrics.map((c) => Float64Array.from(rows, (i) => c[i]!)),
      rank: rows.map((i) => points.rank[i]!),
      status: Uint8Array.from(rows, (i) => points.status[i]!),
      reason: rows.map((i) => points.reason[i]!),
      fidelity: Uint8Array.from(rows, (i) => points.fidelity[i]!),
      baseline: points.baseline === null ? null : (newRow.get(points.baseline) ?? null),
    },
    details: data.details.map((d) => ({ ...d, row: newRow.get(d.row)! })),
  };
}
