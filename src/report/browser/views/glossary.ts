import { reasonWords } from '../../reasonWords.ts';
import { html } from '../dom.ts';
import { metricLabel } from '../metricLabel.ts';
import { tableElement } from '../tableElement.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** Every metric with its formula, and every reason with its meaning. */
export default defineView({
  id: 'glossary',
  title: 'Glossary',
  tab: 'provenance',
  place: 'wide',
  order: 4,
  needs: () => true,
  render({ body }, context) {
    body.append(tableElement(table(context)));
    const { reasons } = context.report;
    const list = html('dl', { class: 'facts glossary' });
    for (const [reason, meaning] of Object.entries(reasons))
      list.append(html('dt', {}, html('code', {}, reason)), html('dd', {}, meaning || reasonWords(reason)));
    if (list.childElementCount > 0) body.append(html('h3', {}, 'Reasons of cycles'), list);
    body.append(
      html('h3', {}, 'Terms'),
      definition(
        'Pareto rank',
        'A point has rank 1 when no other feasible point is at least as good in every objective and better in one; rank 2 is rank 1 without those, and so on.',
      ),
      definition(
        'Front of these two',
        'The same for the two metrics on the axes alone, drawn as the edge of what it dominates.',
      ),
      definition(
        'Knee',
        'The point of that front farthest from the straight line between its ends, measured as the plot is drawn.',
      ),
      definition(
        'Hypervolume',
        'Share of the box from the best to the worst feasible values of the two metrics that their front dominates, measured as the plot is drawn; the reference point is the corner of the worst values.',
      ),
      definition('Infeasible', 'No legal mapping exists, or a constraint of the sweep does not hold.'),
    );
    return { update: () => undefined };
  },
  table,
  summarise: ({ report }) => `${report.metrics.length} metrics with units and formulas.`,
});

const definition = (term: string, text: string): Node =>
  html('p', { class: 'note' }, html('b', {}, `${term}. `), text);

function table({ report }: ViewContext): TableData {
  return {
    caption: 'Metrics, their units and how they are computed',
    columns: ['Metric', 'Name in files', 'Unit', 'Better', 'Formula', 'Meaning'].map((label) => ({
      label,
      numeric: false,
    })),
    rows: report.metrics.map((m) => [
      metricLabel(m.name),
      m.name,
      m.unit === '1' ? 'ratio' : m.unit,
      m.better ?? 'neither',
      m.formula,
      m.description,
    ]),
  };
}
