import { parseKeyPath, resolveSteps } from './keyPath.ts';
import { nodeAt, type Path, type SourceNode, withNode } from './sourceNode.ts';
import type { Origin } from './sourceText.ts';

/** One column of a sweep's axes: a path inside architectures or workloads, and its values where they were written. */
export interface AxisColumn {
  /** The axis as named in `axes:` (several columns where it is zipped). */
  readonly axis: string;
  readonly key: Origin;
  readonly steps: NonNullable<ReturnType<typeof parseKeyPath>>;
  readonly values: readonly SourceNode[];
}

/** Values of one axis that are tried against the schemas; longer axes are tried up to here. */
const mostTried = 256;

/** Columns of the axes below `arch` or `workload`. Malformed axes are left to the sweep's own schema. */
export function axisColumns(root: SourceNode, under: 'arch' | 'workload'): AxisColumn[] {
  const axes = nodeAt(root, ['axes']);
  if (axes?.kind !== 'map') return [];
  return [...axes.entries].flatMap(([axis, entry]) => {
    const names = axis.split(',').map((name) => name.trim());
    return names.flatMap((name, column) => {
      const steps = parseKeyPath(name);
      if (steps === null || steps[0] !== under || steps.length < 2) return [];
      const values = axisNodes(entry.value).flatMap((node) => {
        if (names.length === 1) return [node];
        return node.kind === 'list' && node.items[column] !== undefined ? [node.items[column]] : [];
      });
      return [{ axis, key: entry.key, steps: steps.slice(1), values: values.slice(0, mostTried) }];
    });
  });
}

/** The values of an axis: a list's items; of a range its ends and the first step, which show what kind of number it gives. */
function axisNodes(axis: SourceNode): readonly SourceNode[] {
  if (axis.kind === 'list') return axis.items;
  if (axis.kind !== 'map') return [];
  const [from, to, step] = ['from', 'to', 'step'].map((key) => axis.entries.get(key)?.value);
  if (from?.kind !== 'scalar' || to?.kind !== 'scalar') return [];
  const nodes: SourceNode[] = [from];
  const { value } = step?.kind === 'scalar' ? step : { value: 1 };
  const factor = typeof value === 'string' ? Number(value.replace(/^x/, '')) : null;
  const second = factor === null ? Number(from.value) + Number(value) : Number(from.value) * factor;
  if (second <= Number(to.value))
    nodes.push({ kind: 'scalar', value: second, origin: (step ?? from).origin });
  return nodes;
}

/** A part of the sweep with a value of each column set, and where; null where a column's path leads nowhere. */
export function withColumn(
  node: SourceNode,
  column: AxisColumn,
  value: SourceNode,
): { node: SourceNode; path: Path } | null {
  const path = resolveSteps(node, column.steps);
  if (path === null || path.some((key) => String(key) in Object.prototype)) return null;
  for (let depth = 1; depth < path.length; depth++) {
    const parent = nodeAt(node, path.slice(0, depth));
    if (parent === undefined) break;
    const inList = parent.kind === 'list';
    if (parent.kind === 'scalar' || inList !== (typeof path[depth] === 'number')) return null;
    if (parent.kind === 'list' && Number(path[depth]) >= parent.items.length) return null;
  }
  return { node: withNode(node, path, value, column.key), path };
}
