import { formatExact } from '../../quantity.ts';
import { html } from '../dom.ts';
import { tableElement } from '../tableElement.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** Why the numbers can be trusted, and where they can't: laws checked, suites replayed, what models leave out. */
export default defineView({
  id: 'laws',
  title: 'Invariants, validation and limits of the models',
  tab: 'provenance',
  place: 'wide',
  order: 2,
  needs: ({ provenance: p }) => p.invariants.length + p.validation.length + p.leaves_out.length > 0,
  render({ body }, context) {
    const { invariants, validation, leaves_out } = context.report.provenance;
    if (invariants.length > 0) body.append(tableElement(table(context)));
    if (validation.length > 0) body.append(tableElement(suites(context)));
    if (leaves_out.length > 0) {
      const list = html('ul', { class: 'sentences' });
      for (const { dataflow, sentence } of leaves_out)
        list.append(html('li', {}, html('b', {}, `${dataflow}: `), sentence));
      body.append(html('h3', {}, 'What the models leave out'), list);
    }
    return { update: () => undefined };
  },
  table,
  summarise: ({ report }) =>
    report.provenance.invariants.every((i) => i.violated === 0)
      ? `${report.provenance.invariants.length} laws were checked on every result; none was violated.`
      : `Violated: ${report.provenance.invariants
          .filter((i) => i.violated > 0)
          .map((i) => i.law)
          .join(', ')}.`,
});

function table({ report }: ViewContext): TableData {
  return {
    caption: 'Laws checked on every result of this sweep',
    columns: [
      { label: 'Law', numeric: false },
      { label: 'Checked', numeric: true },
      { label: 'Violated', numeric: true },
    ],
    rows: report.provenance.invariants.map((i) => [
      i.law,
      formatExact(i.checked, ''),
      formatExact(i.violated, ''),
    ]),
  };
}

function suites({ report }: ViewContext): TableData {
  return {
    caption: 'Suites that this engine version was held against',
    columns: ['Suite', 'Cases', 'Exact', 'Mean error, %', 'Largest error, %'].map((label, i) => ({
      label,
      numeric: i > 0,
    })),
    rows: report.provenance.validation.map((v) => [
      v.suite,
      formatExact(v.cases, ''),
      v.exact === null ? '–' : formatExact(v.exact, ''),
      v.mape_pct.toFixed(2),
      v.max_pct.toFixed(2),
    ]),
  };
}
