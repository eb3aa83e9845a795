import { formatExact, formatQuantity } from '../../quantity.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { tableElement } from '../tableElement.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** Each layer against its lower bound: every term of it, with the numbers filled in. */
export default defineView({
  id: 'bounds',
  title: 'Lower bounds',
  tab: 'design',
  place: 'wide',
  order: 4,
  needs: (report) => report.detailRows.length > 0,
  ready: (context) => pinnedResult(context) !== null,
  render: ({ body }, context) => ({
    update(changed) {
      if (changed.has('pinned') || changed.has('tab') || changed.has('tables'))
        body.replaceChildren(tableElement(short(context)));
    },
  }),
  table: full,
  summarise: () => 'What no mapping can beat, layer by layer, and the term that says so.',
});

function short(context: ViewContext): TableData {
  const result = pinnedResult(context);
  return {
    caption: 'One execution of each layer. The bound is the largest of its terms; no mapping can be faster.',
    columns: [
      { label: 'Layer', numeric: false },
      { label: 'Cycles', numeric: true },
      { label: 'Bound', numeric: true },
      { label: 'Ratio', numeric: true },
      { label: 'Mappings', numeric: true },
      { label: 'Limiting term', numeric: false },
    ],
    rows: (result?.layers ?? []).map((l) => {
      const top = l.bound.terms.reduce<(typeof l.bound.terms)[number] | null>(
        (best, t) => (best === null || t.cycles > best.cycles ? t : best),
        null,
      );
      return [
        l.name,
        formatQuantity(l.execution.cycles, 'cycles'),
        formatQuantity(l.bound.cycles, 'cycles'),
        l.bound.cycles > 0 ? (l.execution.cycles / l.bound.cycles).toFixed(2) : '–',
        formatExact(l.mapping_candidates, ''),
        top === null ? '' : `${top.name}: ${top.formula}`,
      ];
    }),
  };
}

function full(context: ViewContext): TableData {
  const result = pinnedResult(context);
  return {
    caption: 'All terms of the lower bounds',
    columns: [
      { label: 'Layer', numeric: false },
      { label: 'Cycles', numeric: true },
      { label: 'Term', numeric: false },
      { label: 'Term cycles', numeric: true },
      { label: 'Formula', numeric: false },
    ],
    rows: (result?.layers ?? []).flatMap((l) =>
      l.bound.terms.map((t) => [l.name, l.execution.cycles, t.name, t.cycles, t.formula]),
    ),
  };
}
