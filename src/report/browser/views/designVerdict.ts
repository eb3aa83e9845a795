import { verdict } from '../../verdict.ts';
import { breakdownBar } from '../design/breakdownBar.ts';
import { pinnedResult } from '../design/pinnedResult.ts';
import { withoutLayers } from '../design/withoutLayers.ts';
import { html } from '../dom.ts';
import { pointName } from '../pointWords.ts';
import { defineView, type ViewContext, type ViewHost, type ViewInstance } from './defineView.ts';

/** The design's page opens with what limits it, in words. */
export default defineView({
  id: 'design',
  title: 'Verdict',
  tab: 'design',
  place: 'wide',
  order: 0,
  needs: (report) => report.points.count > 0,
  render,
  table: null,
  summarise(context) {
    const result = pinnedResult(context);
    return result === null ? 'No layers are stored for this point.' : verdict(result).headline;
  },
});

function render(host: ViewHost, context: ViewContext): ViewInstance {
  return {
    update(changed) {
      if (!changed.has('pinned') && !changed.has('tab')) return;
      host.body.replaceChildren(...content(context));
    },
  };
}

function content(context: ViewContext): Node[] {
  const { pinned } = context.store.state;
  if (pinned === null)
    return [
      html(
        'p',
        { class: 'muted' },
        'No design is pinned. Pin one in Explore: click a point of the plot or a row of the table.',
      ),
    ];
  const axes = context.fields.filter((f) => f.group === 'axis');
  const title = html('p', { class: 'pane-title' }, html('strong', {}, pointName(context, pinned)));
  for (const f of axes)
    title.append(
      html('span', { class: 'chip' }, html('span', { class: 'muted' }, `${f.label} `), f.text(pinned)),
    );
  const result = pinnedResult(context);
  if (result === null) return [title, ...withoutLayers(context, pinned)];
  const words = verdict(result);
  const list = html('ul', { class: 'sentences' });
  for (const sentence of words.sentences) list.append(html('li', {}, sentence));
  return [
    title,
    html('p', { class: 'headline large' }, words.headline),
    breakdownBar(context, result.breakdown, 'Cycles of the whole workload by reason'),
    list,
  ];
}
