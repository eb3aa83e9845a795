import type { Diagnostic } from '../core/diagnostic.ts';
import { quoted } from './quoted.ts';
import type { Path, SourceNode } from './sourceNode.ts';
import { at } from './sourceText.ts';
import { type AxisColumn, withColumn } from './sweepAxes.ts';

/** Holds one variant of a part of the sweep to its schemas; paths in the diagnostics start from the document. */
export type PartCheck = (node: SourceNode) => readonly Diagnostic[];

/**
 * Checks a part of a sweep (an architecture, a workload) as it stands with the first value of each axis, then each
 * further value of an axis, the columns of a zipped one together. Mistakes in an axis value point at that value; a path
 * that leads nowhere, at the axis. `decides` says whether a path changes which keys are legal elsewhere.
 */
export function checkVariants(
  part: SourceNode,
  prefix: Path,
  columns: readonly AxisColumn[],
  check: PartCheck,
  decides: (path: Path) => boolean = () => false,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let base = part;
  const axes = new Map<string, { column: AxisColumn; path: Path }[]>();
  for (const column of columns) {
    const first = column.values[0];
    if (first === undefined) continue;
    const set = withColumn(base, column, first);
    if (set === null) {
      const where = `${String(prefix[0])}[${String(prefix[1])}]`;
      diagnostics.push(
        at(column.key, 'WIN-CFG-040', `axis ${quoted(column.axis)} leads to nothing in ${where}`, {
          hint: 'its path passes through a value that is no map, or names a list entry that there is not',
          path: ['axes', column.axis],
        }),
      );
      continue;
    }
    base = set.node;
    axes.set(column.axis, [...(axes.get(column.axis) ?? []), { column, path: set.path }]);
  }
  diagnostics.push(...check(base));
  const broken = diagnostics.length > 0;
  for (const placed of axes.values()) {
    const rows = Math.max(...placed.map(({ column }) => column.values.length));
    const paths = placed.map(({ path }) => [...prefix, ...path]);
    const all = !broken || placed.some(({ path }) => decides(path));
    for (let row = 1; row < rows; row++) {
      let variant = base;
      for (const { column } of placed) {
        const value = column.values[row];
        if (value !== undefined) variant = withColumn(variant, column, value)?.node ?? variant;
      }
      const found = check(variant);
      // Where the part is wrong anyway, only what is wrong at these values is news.
      diagnostics.push(
        ...(all ? found : found.filter((d) => paths.some((path) => startsWith(d.path ?? [], path)))),
      );
    }
  }
  return diagnostics;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, i) => path[i] === key);
}
