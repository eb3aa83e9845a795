import { copyText } from '../copyText.ts';
import { button, html } from '../dom.ts';
import { tableElement } from '../tableElement.ts';
import { defineView, type TableData, type ViewContext } from './defineView.ts';

/** The resolved sweep as it was run, and where each value came from. */
export default defineView({
  id: 'configuration',
  title: 'Resolved configuration',
  tab: 'provenance',
  place: 'wide',
  order: 0,
  needs: (report) => report.provenance.resolved !== '' || report.provenance.origins.length > 0,
  render({ body, tools }, context) {
    const { resolved, origins } = context.report.provenance;
    if (resolved !== '') {
      const copy = button('Copy YAML', { class: 'quiet' }, () => {
        copyText(resolved).then((done) =>
          context.announce(done ? 'Configuration copied.' : 'It could not be copied.'),
        );
      });
      tools.append(copy);
      body.append(
        html('pre', { class: 'source', tabindex: 0, role: 'region', 'aria-label': 'YAML' }, resolved),
      );
    }
    if (origins.length > 0)
      body.append(html('h3', {}, 'Where values came from'), tableElement(table(context)));
    return { update: () => undefined };
  },
  table,
  summarise: ({ report }) => `${report.provenance.origins.length} values with their origins.`,
});

function table({ report }: ViewContext): TableData {
  return {
    caption: 'File and line, default, or flag',
    columns: ['Key', 'Value', 'Origin'].map((label) => ({ label, numeric: false })),
    rows: report.provenance.origins.map((o) => [o.path, o.value, o.origin]),
  };
}
