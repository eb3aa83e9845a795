import type { PayoffLine } from './payoffModel.ts';
import { splitName } from './splitName.ts';

/** A value pays where it is this many times better: less is a tie. */
export const pays = 1.02;

/** `from 512 (at most ×1.62 at 8192)`, `1 … 64 and from 1024 (…)`, `nowhere (at best ×0.97 at 64)`; places without an order are listed. */
export function payoffWords(line: PayoffLine, inOrder = true): string {
  const { points } = line;
  const label = (i: number): string => {
    const { name } = points[i]!;
    return String(splitName(name)?.number ?? name);
  };
  const top = points.reduce((a, p) => (p.ratio > a.ratio ? p : a));
  const most = `×${top.ratio.toPrecision(3)} at ${label(points.indexOf(top))}`;
  const runs: [number, number][] = [];
  points.forEach((p, i) => {
    if (p.ratio < pays) return;
    const last = runs.at(-1);
    if (last !== undefined && last[1] === i - 1) last[1] = i;
    else runs.push([i, i]);
  });
  if (runs.length === 0) return `nowhere (at best ${most})`;
  const end = points.length - 1;
  if (!inOrder) {
    const names = runs.flatMap(([from, to]) => points.slice(from, to + 1).map((p) => p.name));
    if (names.length === points.length) return `everywhere (at most ${most})`;
    const rest = names.length > 4 ? ` and ${names.length - 4} more` : '';
    return `at ${names.slice(0, 4).join(', ')}${rest} (at most ${most})`;
  }
  const texts = runs.map(([from, to]) => {
    if (from === 0 && to === end) return 'everywhere';
    if (to === end) return `from ${label(from)}`;
    if (from === 0) return to === 0 ? `at ${label(0)}` : `up to ${label(to)}`;
    return from === to ? `at ${label(from)}` : `${label(from)} … ${label(to)}`;
  });
  const listed = texts.length > 3 ? [...texts.slice(0, 2), `${texts.length - 2} more ranges`] : texts;
  return `${listed.join(', ')} (at most ${most})`;
}
