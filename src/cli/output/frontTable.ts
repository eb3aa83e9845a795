import type { Goals } from '../../explore/expression/goals.ts';
import { knee } from '../../explore/pareto/knee.ts';
import type { ResultTable } from '../../explore/run/resultTable.ts';
import type { SweepRun } from '../../explore/run/runSweep.ts';
import { textTable } from './textTable.ts';

/** The front in words for people: best designs first by the first objective, the knee marked. */
export function frontTable(
  run: SweepRun,
  results: ResultTable,
  goals: Goals,
  options: { readonly rows: number; readonly bold: (text: string) => string },
): string {
  const front = [...results.ranks.keys()].filter((i) => results.ranks[i] === 1);
  if (front.length === 0) return 'No design meets the constraints.';
  const scores = front.map((i) => run.view.scores(run.points[i]!.index, run.points[i]!.row)!);
  const best = knee(scores);
  const order = [...front.keys()].sort((a, b) => scores[a]![0]! - scores[b]![0]! || front[a]! - front[b]!);
  const shown = order.slice(0, options.rows);
  if (!shown.includes(best)) shown[shown.length - 1] = best;

  const named = new Set(goals.objectives.map((o) => o.name));
  const axes = results.columns.filter((c) => c.role === 'axis' && varies(c.value, front));
  const metrics = results.columns.filter((c) => c.role === 'metric' && named.has(c.name));
  const others = goals.objectives.filter((o) => !metrics.some((c) => c.name === o.name));
  const header = [
    'point',
    ...axes.map((c) => c.name),
    ...metrics.map((c) => (c.unit && !c.name.endsWith(`_${c.unit}`) ? `${c.name} (${c.unit})` : c.name)),
    ...others.map((o) => o.name),
    '',
  ];
  const rows = shown.map((k) => {
    const i = front[k]!;
    const { index, row } = run.points[i]!;
    const lookup = run.view.lookup(index, row);
    return [
      index,
      ...axes.map((c) => c.value(i)),
      ...metrics.map((c) => c.value(i)),
      ...others.map((o) => o.value(lookup)),
      k === best ? '← knee' : '',
    ];
  });
  const more = front.length - shown.length;
  const title = `Pareto front: ${front.length} of ${results.rows} points (${goals.objectives
    .map((o) => `${o.direction} ${o.name}`)
    .join(', ')})`;
  return [
    title,
    textTable(header, rows, options),
    ...(more > 0 ? [`… and ${more} more in results.csv`] : []),
  ].join('\n');
}

function varies(value: (i: number) => unknown, rows: readonly number[]): boolean {
  return rows.some((i) => value(i) !== value(rows[0]!));
}
