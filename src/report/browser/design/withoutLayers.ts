import { copyText } from '../copyText.ts';
import { button, html } from '../dom.ts';
import type { ViewContext } from '../views/defineView.ts';

/** Why a point has no layers here, and the command that shows them. */
export function withoutLayers(context: ViewContext, row: number): Node[] {
  const { report } = context;
  const out: Node[] = [
    html(
      'p',
      { class: 'muted' },
      'This file holds the layers of the best designs only (Pareto ranks 1 to 3).',
    ),
  ];
  const { reproduce } = report.provenance;
  if (!reproduce.startsWith('winnow sweep ')) return out;
  const command = `${reproduce.replace('winnow sweep ', 'winnow run ')} --point ${report.points.index[row]}`;
  out.push(
    html(
      'p',
      { class: 'reproduce' },
      html('code', {}, command),
      button('Copy', { class: 'quiet', 'aria-label': 'Copy the command that runs this point' }, () => {
        copyText(command).then((done) =>
          context.announce(done ? 'Command copied.' : 'It could not be copied.'),
        );
      }),
    ),
  );
  return out;
}
