import { tableElement } from '../tableElement.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** The tables that prices came from, in order of precedence. */
export default defineView({
  id: 'tables',
  title: 'Energy and area tables',
  tab: 'provenance',
  place: 'wide',
  order: 1,
  needs: (report) => report.provenance.tables.length > 0,
  render({ body }, context) {
    body.append(tableElement(table(context)));
    return { update: () => undefined };
  },
  table,
  summarise: ({ report }) =>
    `${report.provenance.tables.length} tables; the first that knows a price gives it.`,
});

function table({ report }: ViewContext): TableData {
  return {
    caption:
      'In order of precedence: the first table that knows a price gives it. A missing price is an error, never a default.',
    columns: ['Table', 'What it prices', 'Source', 'Verified'].map((label) => ({ label, numeric: false })),
    rows: report.provenance.tables.map((t) => [t.name, t.description, t.source, t.verified]),
  };
}
