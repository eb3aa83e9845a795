import { DiagnosticError } from '../../core/diagnostic.ts';
import type { Fidelity, PointSpec } from '../../engine/point.ts';
import type { SweepSpec } from '../sweepSpec.ts';
import { axisDimension } from './axisDimension.ts';
import { designNames } from './designNames.ts';
import type { Dimension } from './dimension.ts';
import { setPath } from './path.ts';
import type { Label } from './valueLabel.ts';

/**
 * The points of a sweep as a mixed-radix number: workload, architecture, then the axes, the last one running
 * fastest. Nothing is held per point; a spec is made from its index when it is wanted.
 */
export interface SweepPlan {
  readonly sweep: SweepSpec;
  readonly dimensions: readonly Dimension[];
  readonly size: number;
  /** Column names of `labels`. */
  readonly columns: readonly string[];
  coordinates(index: number): number[];
  index(coordinates: readonly number[]): number;
  labels(index: number): Label[];
  /** The resolved point. Promotion asks for the same index at both fidelities. */
  point(index: number, fidelity: Fidelity): PointSpec;
}

export function planSweep(sweep: SweepSpec, fixed: Readonly<Record<string, unknown>> = {}): SweepPlan {
  const named = designNames(sweep);
  const designs: Dimension[] = [
    { ...nameDimension('workload', named.workloads) },
    { ...nameDimension('architecture', named.architectures) },
  ];
  const axes = Object.entries(sweep.axes).map(([name, axis]) => axisDimension(name, axis));
  const taken = new Map<string, string>();
  for (const [name, axis] of Object.entries(sweep.axes).map(([n], i) => [n, axes[i]!] as const))
    for (const column of axis.columns) {
      if (taken.has(column))
        throw new DiagnosticError([
          {
            code: 'WIN-AXS-004',
            severity: 'error',
            message: `${column} is set by two axes: "${taken.get(column)}" and "${name}"`,
            hint: 'keep one of them',
            path: ['axes', name],
          },
        ]);
      taken.set(column, name);
    }
  const dimensions = [...designs, ...axes];
  const size = dimensions.reduce((product, d) => product * d.size, 1);
  if (!Number.isSafeInteger(size))
    throw new DiagnosticError([
      {
        code: 'WIN-AXS-005',
        severity: 'error',
        message: `the axes span ${size.toExponential(2)} points, more than 2^53`,
        hint: 'use fewer or shorter axes',
        path: ['axes'],
      },
    ]);
  const base = {
    objective: sweep.mapping.objective,
    search: sweep.mapping.search,
    ...(sweep.mapping.evaluations === undefined ? {} : { evaluations: sweep.mapping.evaluations }),
    fixed,
  };

  const part = (root: string, bases: readonly unknown[], chooser: number | null): Part =>
    makePart(root, dimensions, (at) => bases[chooser === null ? 0 : at[chooser]!], chooser);
  const parts = {
    workload: part('workload', sweep.workloads, 0),
    arch: part('arch', sweep.architectures, 1),
    mapping: part('mapping', [base], null),
    seed: part('seed', [sweep.seed], null),
  };

  const coordinates = (index: number): number[] => {
    const result = new Array<number>(dimensions.length);
    let rest = index;
    for (let d = dimensions.length - 1; d >= 0; d--) {
      const { size: radix } = dimensions[d]!;
      result[d] = rest % radix;
      rest = Math.floor(rest / radix);
    }
    return result;
  };

  return {
    sweep,
    dimensions,
    size,
    columns: dimensions.flatMap((d) => d.columns),
    coordinates,
    index: (at) => dimensions.reduce((sum, d, i) => sum * d.size + at[i]!, 0),
    labels: (index) => coordinates(index).flatMap((value, d) => dimensions[d]!.labels[value]!),
    point(index, fidelity) {
      const at = coordinates(index);
      return {
        workload: parts.workload(at) as PointSpec['workload'],
        architecture: parts.arch(at) as PointSpec['architecture'],
        mapping: parts.mapping(at) as PointSpec['mapping'],
        seed: parts.seed(at) as number,
        fidelity,
      };
    },
  };
}

/** The workload, architecture, mapping or seed of a point. */
type Part = (coordinates: readonly number[]) => unknown;

/** Variants of a part kept; the engine recognises one given again by its identity. */
const keptVariants = 1024;

/** Applies the axes that start with `root` to the base they choose; equal choices give the same object. */
function makePart(
  root: string,
  dimensions: readonly Dimension[],
  base: (at: readonly number[]) => unknown,
  chooser: number | null,
): Part {
  const changes = dimensions.flatMap(({ paths, values }, d) =>
    d < 2
      ? []
      : paths.flatMap((path, c) => (path[0] === root ? [{ d, steps: path.slice(1), values, c }] : [])),
  );
  const choices = [...new Set([...(chooser === null ? [] : [chooser]), ...changes.map(({ d }) => d)])];
  const kept = new Map<string, unknown>();
  return (at) => {
    const key = choices.map((d) => at[d]).join();
    const known = kept.get(key);
    if (known !== undefined) return known;
    let made = base(at);
    for (const { d, steps, values, c } of changes) made = setPath(made, steps, values[at[d]!]![c]);
    if (kept.size >= keptVariants) kept.clear();
    kept.set(key, made);
    return made;
  };
}

function nameDimension(column: string, names: readonly string[]): Dimension {
  return {
    columns: [column],
    size: names.length,
    labels: names.map((name) => [name]),
    values: names.map((name) => [name]),
    paths: [[column]],
    ordered: false,
  };
}
