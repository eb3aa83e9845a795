import type { Suite, SuiteCase } from '../validation/defineSuite.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './textTable.ts';

/** Quantities of a case printed one a row; a case with more shows those that differ most. */
const mostQuantities = 4;

/** Expected, simulated and error of each case, and the rows that a peer's known bug excludes. */
export function* printCases(
  suite: Suite,
  cases: readonly SuiteCase[],
  all: boolean,
  colors: Terminal['colors'],
): Generator<string> {
  yield colors.bold(suite.title);
  const shown = all ? cases : cases.filter((c) => !c.within_tolerance);
  const rows = shown.flatMap((c) =>
    [...c.quantities]
      .map((q) => ({ ...q, gap: relative(q.expected, q.simulated) }))
      .sort((a, b) => Number(b.name === suite.headline) - Number(a.name === suite.headline) || b.gap - a.gap)
      .slice(0, mostQuantities)
      .map((q, i) => [
        i === 0 ? c.id : '',
        q.name,
        q.expected,
        q.simulated,
        Number((100 * q.gap).toPrecision(3)),
        i === 0 ? (c.exact === true ? 'exact' : c.within_tolerance ? 'within' : 'outside') : '',
      ]),
  );
  if (rows.length > 0)
    yield textTable(['case', 'quantity', 'expected', 'simulated', 'error %', ''], rows, {
      bold: colors.bold,
    });
  const bugs = new Map<string, string[]>();
  for (const c of cases)
    for (const { bug, quantities } of c.excluded ?? [])
      bugs.set(bug, [...(bugs.get(bug) ?? []), `${c.id} (${quantities.join(', ')})`]);
  for (const [bug, where] of bugs)
    yield `Not compared in ${where.length} cases, ${bug}: ${where.slice(0, 5).join('; ')}${where.length > 5 ? '; …' : ''}`;
}

const relative = (expected: number, simulated: number): number =>
  expected === simulated
    ? 0
    : Math.abs(simulated - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
