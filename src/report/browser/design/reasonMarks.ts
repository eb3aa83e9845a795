import { type Mark, markReasons } from '../palette.ts';
import type { ViewContext } from '../views/defineView.ts';

const known = new WeakMap<object, ReadonlyMap<string, Mark>>();

/** Marks of all reasons of the report: compute first, then in declared order (the writer adds undeclared ones). */
export function reasonMarks({ report }: ViewContext): ReadonlyMap<string, Mark> {
  let marks = known.get(report);
  if (marks === undefined) {
    marks = markReasons([...new Set(['compute', ...Object.keys(report.reasons)])]);
    known.set(report, marks);
  }
  return marks;
}
