import { html } from '../dom.ts';
import { tableElement } from '../tableElement.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** Points that broke or don't fit: reasons with counts, then the failures one by one. */
export default defineView({
  id: 'failures',
  title: 'Infeasible and failed points',
  tab: 'provenance',
  place: 'wide',
  order: 3,
  needs: ({ summary, failures }) => summary.infeasible + summary.failed + failures.length > 0,
  render({ body }, context) {
    body.append(tableElement(reasons(context)));
    if (context.report.failures.length > 0)
      body.append(html('h3', {}, 'Failures'), tableElement(table(context)));
    return { update: () => undefined };
  },
  table,
  summarise: ({ report }) =>
    `${report.summary.infeasible} infeasible and ${report.summary.failed} failed points.`,
});

function reasons({ report }: ViewContext): TableData {
  const { points } = report;
  const counts = new Map<string, [string, string, number]>();
  for (let i = 0; i < points.count; i++) {
    if (points.status[i] === 0) continue;
    const kind = points.status[i] === 1 ? 'infeasible' : 'failed';
    const reason = points.reasons[points.reason[i]!] ?? '';
    const row = counts.get(`${kind} ${reason}`) ?? [kind, reason || 'no reason recorded', 0];
    row[2] += 1;
    counts.set(`${kind} ${reason}`, row);
  }
  return {
    caption: 'Reasons, most frequent first',
    columns: [
      { label: 'Status', numeric: false },
      { label: 'Reason', numeric: false },
      { label: 'Points', numeric: true },
    ],
    rows: [...counts.values()].sort((a, b) => b[2] - a[2]),
  };
}

function table({ report }: ViewContext): TableData {
  return {
    caption: 'Failed points with what they said',
    columns: [
      { label: 'Point', numeric: true },
      { label: 'Code', numeric: false },
      { label: 'Message', numeric: false },
    ],
    rows: report.failures.map((f) => [f.index, f.code, f.message]),
  };
}
