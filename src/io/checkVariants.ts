import type { Diagnostic } from '../core/diagnostic.ts';
import type { Path, SourceNode } from './sourceNode.ts';
import { at } from './sourceText.ts';
import { type AxisColumn, withColumn } from './sweepAxes.ts';

/** Holds one variant of a part of the sweep to its schemas; paths in the diagnostics start from the document. */
export type PartCheck = (node: SourceNode) => readonly Diagnostic[];

/**
 * Checks a part of a sweep (an architecture, a workload) as it stands with the first value of each axis, then each
 * further value by itself. Mistakes in an axis value point at that value; a path that leads nowhere, at the axis.
 * `decides` says whether a path changes which keys are legal elsewhere.
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
  const placed: { column: AxisColumn; path: Path }[] = [];
  for (const column of columns) {
    const first = column.values[0];
    if (first === undefined) continue;
    const set = withColumn(base, column, first);
    if (set === null) {
      diagnostics.push(
        at(
          column.key,
          'WIN-CFG-040',
          `axis ${column.axis} leads to nothing in ${String(prefix[0])} ${String(prefix[1])}`,
          {
            hint: 'its path passes through a value that is no map, or names a list entry that there is not',
            path: ['axes', column.axis],
          },
        ),
      );
      continue;
    }
    base = set.node;
    placed.push({ column, path: set.path });
  }
  diagnostics.push(...check(base));
  const broken = diagnostics.length > 0;
  for (const { column, path } of placed) {
    const full = [...prefix, ...path];
    for (const value of column.values.slice(1)) {
      const variant = withColumn(base, column, value);
      if (variant === null) continue;
      const found = check(variant.node);
      // Where the part is wrong anyway, only what is wrong at this value is news.
      const all = !broken || decides(path);
      diagnostics.push(...(all ? found : found.filter((d) => startsWith(d.path ?? [], full))));
    }
  }
  return diagnostics;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((key, i) => path[i] === key);
}
