import { formatExact, formatShare } from '../../quantity.ts';
import { reasonWords } from '../../reasonWords.ts';
import { html, svg } from '../dom.ts';
import { hatchFill, swatch } from '../hatchPatterns.ts';
import type { ViewContext } from '../views/defineView.ts';
import { reasonMarks } from './reasonMarks.ts';

/** One bar of shares with its key underneath, largest first; parts under half a percent share one key. */
export function breakdownBar(
  context: ViewContext,
  breakdown: Readonly<Record<string, number>>,
  label: string,
): HTMLElement {
  const marks = reasonMarks(context);
  const parts = [...marks.keys()]
    .map((reason) => [reason, breakdown[reason] ?? 0] as const)
    .filter(([, n]) => n > 0);
  const total = parts.reduce((n, [, v]) => n + v, 0);
  const defs = svg('defs', {});
  const bar = svg(
    'svg',
    {
      class: 'bar',
      viewBox: '0 0 1000 20',
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `${label}: ${parts.map(([r, n]) => `${reasonWords(r)} ${formatShare(n / total)}`).join(', ')}`,
    },
    defs,
  );
  let x = 0;
  for (const [reason, n] of parts) {
    const width = (1000 * n) / total;
    bar.append(svg('rect', { x, y: 0, width, height: 20, fill: hatchFill(defs, marks.get(reason)!) }));
    x += width;
  }
  const keys = html('ul', { class: 'keys bar-keys' });
  for (const [reason, n] of [...parts].sort((a, b) => b[1] - a[1]))
    keys.append(
      html(
        'li',
        { class: 'key', title: formatExact(n, 'cycles') },
        swatch(marks.get(reason)!),
        `${reasonWords(reason)} `,
        html('b', {}, formatShare(n / total)),
      ),
    );
  return html('div', { class: 'breakdown' }, bar, keys);
}
