import type { ViewContext } from './views/defineView.ts';

/** `Point 812` */
export const pointName = ({ report }: ViewContext, row: number): string =>
  `Point ${report.points.index[row]}`;

/** `Point 812, rank 1, latency 1.24 ms, energy 310 µJ, rows 16, cols 32`: what the live region says of a mark. */
export function pointSentence(context: ViewContext, row: number): string {
  const { report, fields } = context;
  const { points } = report;
  const status =
    points.status[row] === 0
      ? points.rank[row]! > 0
        ? `rank ${points.rank[row]}`
        : 'not ranked'
      : `${context.field('status').text(row)}: ${points.reasons[points.reason[row]!] ?? ''}`;
  const objectives = fields.filter((f) => f.group === 'metric' && report.objectives.includes(f.id.slice(2)));
  const axes = fields.filter((f) => f.group === 'axis');
  const parts = [...objectives, ...axes].map((f) => `${f.label} ${f.text(row)}`);
  return [pointName(context, row), status, ...parts].join(', ');
}
