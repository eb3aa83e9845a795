import type { ReportData } from './reportData.ts';

/** The same report with only the metrics that an objective or a constraint names, and `cycles`. */
export function summaryMetrics(data: ReportData): ReportData {
  const words = new Set(data.constraints.flatMap((c) => c.match(/[\p{L}_][\p{L}\p{N}_.]*/gu) ?? []));
  const wanted = data.metrics.map(
    (m) => m.name === 'cycles' || data.objectives.includes(m.name) || words.has(m.name),
  );
  return {
    ...data,
    metrics: data.metrics.filter((_, i) => wanted[i]),
    points: { ...data.points, metrics: data.points.metrics.filter((_, i) => wanted[i]) },
  };
}
