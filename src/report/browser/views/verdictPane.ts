import { formatExact, formatQuantity } from '../../quantity.ts';
import { verdict } from '../../verdict.ts';
import { breakdownBar } from '../design/breakdownBar.ts';
import { withoutLayers } from '../design/withoutLayers.ts';
import { button, html } from '../dom.ts';
import { pointName } from '../pointWords.ts';
import { defineView, type ViewContext, type ViewHost, type ViewInstance } from './defineView.ts';

/** The pinned point: what limits it in words, its metrics, its place in the sweep. */
export default defineView({
  id: 'verdict',
  title: 'Pinned design',
  tab: 'explore',
  place: 'side',
  order: 0,
  needs: (report) => report.points.count > 0,
  render,
  table: null,
  summarise(context) {
    const { pinned } = context.store.state;
    const result = pinned === null ? null : context.report.detail(pinned);
    return pinned === null
      ? 'No point is pinned.'
      : `${pointName(context, pinned)}. ${result === null ? '' : verdict(result).headline}`;
  },
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  return {
    update(changed) {
      if (!changed.has('pinned') && !changed.has('tab')) return;
      const { pinned } = context.store.state;
      host.body.replaceChildren(
        ...(pinned === null
          ? [html('p', { class: 'muted' }, 'Click a point of the plot or a row of the table to pin it here.')]
          : pane(context, pinned)),
      );
    },
  };
}

function pane(context: ViewContext, row: number): Node[] {
  const { report, fields, store } = context;
  const { points } = report;
  const result = report.detail(row);
  const rank = points.rank[row]!;
  const status = points.status[row]!;
  const badge =
    status !== 0
      ? html('span', { class: 'badge bad' }, context.field('status').text(row))
      : rank > 0
        ? html('span', { class: rank === 1 ? 'badge good' : 'badge' }, `Pareto rank ${rank}`)
        : null;
  const out: Node[] = [
    html('p', { class: 'pane-title' }, html('strong', {}, pointName(context, row)), badge),
  ];
  if (status !== 0)
    out.push(
      html('p', { class: 'headline' }, points.reasons[points.reason[row]!] || 'No reason was recorded.'),
    );
  if (result !== null) {
    const words = verdict(result);
    out.push(html('p', { class: 'headline' }, words.headline));
    out.push(breakdownBar(context, result.breakdown, 'Cycles of the whole workload by reason'));
    const list = html('ul', { class: 'sentences' });
    for (const sentence of words.sentences) list.append(html('li', {}, sentence));
    out.push(list);
  } else if (status === 0) out.push(...withoutLayers(context, row));
  const metrics = fields.filter((f) => f.group === 'metric' && Number.isFinite(f.column[row]!));
  const aims = metrics.filter((f) => report.objectives.includes(f.id.slice(2)));
  const tiles = html('dl', { class: 'tiles' });
  for (const f of aims)
    tiles.append(
      html(
        'div',
        { title: formatExact(f.column[row], f.unit) },
        html('dt', {}, f.label),
        html('dd', {}, formatQuantity(f.column[row], f.unit)),
      ),
    );
  out.push(tiles);
  const facts = html('dl', { class: 'facts' });
  for (const f of fields.filter((f) => f.group === 'axis'))
    facts.append(html('dt', { class: 'clip' }, f.label), html('dd', { class: 'clip' }, f.text(row)));
  out.push(html('h3', {}, 'Parameters'), facts);
  const others = html('dl', { class: 'facts' });
  for (const f of metrics.filter((f) => !aims.includes(f)))
    others.append(html('dt', { class: 'clip' }, f.label), html('dd', { title: f.exact(row) }, f.text(row)));
  if (others.childElementCount > 0) out.push(html('h3', {}, 'Other metrics'), others);
  if (result !== null && result.warnings.length > 0) {
    const list = html('ul', { class: 'sentences' });
    for (const w of result.warnings) list.append(html('li', {}, `${w.code}: ${w.message}`));
    out.push(html('h3', {}, 'Warnings'), list);
  }
  if (result !== null)
    out.push(
      html(
        'p',
        {},
        button('Layers and energy of this design', { class: 'primary' }, () =>
          store.change({ tab: 'design' }),
        ),
        context.report.points.count > 1 &&
          button('Compare with another', { class: 'second' }, () => store.change({ tab: 'compare' })),
      ),
    );
  return out;
}
