import type { LevelAccesses } from '../../../dataflow/levelAccesses.ts';
import { formatExact, formatQuantity, formatShare } from '../../quantity.ts';
import { meter } from '../design/meter.ts';
import { html } from '../dom.ts';
import { okabeIto } from '../palette.ts';

/** Colours of the operands, the same in every level. */
const colours: Readonly<Record<string, string>> = { a: okabeIto[0], b: okabeIto[1], out: okabeIto[2] };
const colourOf = (tensor: string): string => colours[tensor] ?? okabeIto[7];

/** The nest as text, one line a loop, deeper with each; `par-for` spreads a loop over the instances below. */
export function loopLines(
  level: LevelAccesses,
  depth: number,
): { readonly lines: HTMLElement[]; readonly depth: number } {
  const lines: HTMLElement[] = [];
  let at = depth;
  const add = (kind: string, word: string, dim: string, factor: number, where: string): void => {
    const line = html(
      'li',
      { class: `loop ${kind}` },
      html('b', {}, word),
      ` ${dim} in ${factor}`,
      where === '' ? null : html('span', { class: 'muted' }, ` over ${where}`),
    );
    line.style.paddingLeft = `${Math.min(at, 24) * 11 + 18}px`;
    lines.push(line);
    at++;
  };
  for (const [dim, factor] of level.temporal) add('temporal', 'for', dim, factor, '');
  for (const [dim, factor] of level.spatial_y) add('spatial', 'par-for', dim, factor, 'y');
  for (const [dim, factor] of level.spatial_x) add('spatial', 'par-for', dim, factor, 'x');
  return { lines, depth: at };
}

/** The tiles of one instance in its capacity, each operand in its colour. */
export function capacityBar(level: LevelAccesses): HTMLElement {
  const used = level.tensors.reduce((n, t) => n + t.tile_words, 0);
  const text =
    level.capacity_words === null
      ? `${formatQuantity(used, '')} words in tiles, unlimited`
      : `${formatQuantity(used, '')} of ${formatQuantity(level.capacity_words, '')} words (${formatShare(used / level.capacity_words)})`;
  const bar = html('span', {
    class: 'capacity',
    'aria-hidden': 'true',
    hidden: level.capacity_words === null,
  });
  for (const t of level.tensors) {
    const part = html('span', {});
    part.style.width = `${Math.min(100, (100 * t.tile_words) / Math.max(1, level.capacity_words ?? used))}%`;
    part.style.background = colourOf(t.tensor);
    bar.append(part);
  }
  return html('div', { class: 'capacity-row' }, bar, html('span', { class: 'muted' }, text));
}

/** Accesses of each operand kept at a level, over all its instances; bars share one scale over all levels. */
export function accessTable(level: LevelAccesses, most: number): HTMLElement {
  const body = html('tbody', {});
  for (const t of level.tensors) {
    const all = t.reads + t.fills + t.updates;
    const cell = (n: number): HTMLElement =>
      html('td', { class: 'number', title: formatExact(n, 'words') }, formatQuantity(n, ''));
    body.append(
      html(
        'tr',
        {},
        html('th', { scope: 'row' }, t.tensor),
        cell(t.tile_words),
        cell(t.reads),
        cell(t.fills),
        cell(t.updates),
        html('td', { class: 'number' }, t.fills > 0 ? formatQuantity(t.reads / t.fills, '') : '–'),
        cell(t.gated + t.skipped),
        html('td', {}, meter(all / most, colourOf(t.tensor), 9)),
      ),
    );
  }
  const head = html('tr', {});
  for (const text of [
    'Operand',
    'Tile',
    'Reads',
    'Fills',
    'Updates',
    'Reads per fill',
    'Left out',
    'Accesses',
  ])
    head.append(
      html('th', { scope: 'col', class: text === 'Operand' || text === 'Accesses' ? null : 'number' }, text),
    );
  return html(
    'div',
    { class: 'table-scroll open', tabindex: 0, role: 'region', 'aria-label': `Accesses of ${level.level}` },
    html('table', { class: 'accesses' }, html('thead', {}, head), body),
  );
}
