import type { ResultTable } from '../../explore/run/resultTable.ts';
import type { SweepRun } from '../../explore/run/runSweep.ts';
import type { PreparedSweep } from '../prepareSweep.ts';
import type { Front } from './fronts.ts';
import { formatNumber, textTable } from './textTable.ts';

/** A front for people: best designs first by the first objective, the knee marked. */
export function frontTable(
  front: Front,
  run: SweepRun,
  results: ResultTable,
  { goals, plan }: Pick<PreparedSweep, 'goals' | 'plan'>,
  options: { readonly rows: number; readonly bold: (text: string) => string },
): string {
  const shown = front.rows.slice(0, Math.max(1, options.rows));
  if (!shown.includes(front.knee)) shown[shown.length - 1] = front.knee;
  const named = new Set(goals.objectives.map((o) => o.name));
  const chosen = tellingColumns(plan);
  const axes = results.columns.filter((c) => chosen.has(c.name) && varies(c.value, front.rows));
  const short = shortNames(axes.map((c) => c.name));
  const metrics = results.columns.filter((c) => c.role === 'metric' && named.has(c.name));
  const others = goals.objectives.filter((o) => !metrics.some((c) => c.name === o.name));
  const header = [
    'point',
    ...short,
    ...metrics.map((c) => withUnit(c.name, c.unit)),
    ...others.map((o) => o.name),
    '',
  ];
  const rows = shown.map((i) => {
    const { index, row } = run.points[i]!;
    const lookup = run.view.lookup(index, row);
    return [
      index,
      ...axes.map((c) => c.value(i)),
      ...metrics.map((c) => c.value(i)),
      ...others.map((o) => o.value(lookup)),
      i === front.knee ? '← knee' : '',
    ];
  });
  const aims = goals.objectives.map((o) => `${o.direction} ${o.name}`).join(', ');
  const more = front.rows.length - shown.length;
  const { hypervolume } = front;
  return [
    options.bold(
      `${front.workload}: ${front.rows.length} of ${formatNumber(front.feasible)} feasible designs are on the front (${aims})`,
    ),
    textTable(header, rows, options),
    ...(more > 0 ? [`… and ${more} more in results.csv`] : []),
    ...(hypervolume
      ? [
          `Hypervolume ${formatNumber(hypervolume.value)} against (${hypervolume.reference.map(formatNumber).join(', ')}).`,
        ]
      : []),
  ].join('\n');
}

/** `cycles` needs no unit, `area_mm2` says its own. */
const withUnit = (name: string, unit: string): string =>
  unit === '' || unit === '1' || unit === name || /_(s|pj|w|mm2|bytes|hz|kib|j)$/.test(name)
    ? name
    : `${name} (${unit})`;

function varies(value: (i: number) => unknown, rows: readonly number[]): boolean {
  return rows.some((i) => value(i) !== value(rows[0]!));
}

/** Axes that tell designs apart: of values that are zipped, the first column where it alone does. */
function tellingColumns(plan: PreparedSweep['plan']): ReadonlySet<string> {
  return new Set(
    plan.dimensions.slice(1).flatMap(({ columns, labels, size }) => {
      const distinct = new Set(labels.map((row) => row[0])).size;
      return distinct === size ? columns.slice(0, 1) : columns;
    }),
  );
}

/** The shortest endings of paths that differ from each other: `rows`, `scratchpad.a_kib`. */
function shortNames(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const parts = path.split('.');
    for (let take = 1; take < parts.length; take++) {
      const ending = parts.slice(-take).join('.');
      if (paths.filter((other) => other === ending || other.endsWith(`.${ending}`)).length === 1)
        return ending;
    }
    return path;
  });
}
