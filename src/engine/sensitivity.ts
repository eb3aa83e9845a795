import { DiagnosticError } from '../core/diagnostic.ts';
import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import { prepareDesign } from './preparePoint.ts';
import { shippedLibrary } from './shippedLibrary.ts';
import { type Evaluation, evaluation, type Totals } from './totals.ts';

type Path = readonly (string | number)[];

/** One parameter changed, everything else held. */
export interface Perturbation {
  /** From the architecture's root. */
  readonly path: Path;
  readonly from: number;
  readonly to: number;
  /** Metric → value after over value before, for metrics that moved. */
  readonly ratios: Readonly<Record<string, number>>;
}

export interface ParameterSensitivity {
  readonly path: Path;
  readonly value: number;
  /** Legal changes that were tried, until one had an effect. */
  readonly tried: readonly Perturbation[];
  /** 'live': some result moved; 'dead': none did; 'fixed': no other value is legal here. */
  readonly state: 'live' | 'dead' | 'fixed';
}

const steps: readonly ((value: number) => number)[] = [(v) => 2 * v, (v) => v / 2];
/** For parameters that a small step doesn't move: a latency hidden behind computing shows when it is long enough. */
const leaps: readonly ((value: number) => number)[] = [
  (v) => v + 1,
  (v) => v - 1,
  (v) => 64 * v,
  (v) => v / 64,
  (v) => 4096 * v,
  (v) => v / 4096,
];

/**
 * Changes every numeric parameter of a design, one at a time, and tells which results move. A parameter that moves
 * nothing is dead: no code reads it, or this workload doesn't see it.
 */
export function sensitivity(
  point: PointSpec,
  options: {
    readonly library?: Library;
    /** Parameters to leave out, by their dotted path. */
    readonly skip?: (path: string) => boolean;
  } = {},
): readonly ParameterSensitivity[] {
  const library = options.library ?? shippedLibrary;
  // Searched anew for every change: a held mapping would hide what only the search reads.
  const before = evaluation(point, library).totals;
  const start: Start = { point, before, mappings: [point.mapping] };
  const wanted = numericParameters(point, library).filter(
    ({ path }) => options.skip?.(path.join('.')) !== true,
  );
  return wanted.map(({ path, value }) => {
    const tried: Perturbation[] = [];
    for (const change of [...steps, ...leaps]) {
      const done = perturb(start, path, value, change(value), library);
      if (done === null) continue;
      tried.push(done);
      if (Object.keys(done.ratios).length > 0) return { path, value, tried, state: 'live' };
    }
    return { path, value, tried, state: tried.length === 0 ? 'fixed' : 'dead' };
  });
}

/**
 * The effect of twice and of half of each numeric parameter, where that is legal. Mappings that were searched for are
 * held, or replaced by what a short search finds where that is better.
 */
export function perturbations(point: PointSpec, library: Library): readonly Perturbation[] {
  const start = heldStart(point, library);
  return numericParameters(point, library).flatMap(({ path, value }) =>
    steps.flatMap((change) => perturb(start, path, value, change(value), library) ?? []),
  );
}

/** Mappings of a layer that a changed design is searched for, besides the one that is held. */
const shortSearch = 200;

interface Start {
  readonly point: PointSpec;
  readonly before: Totals;
  /** How a changed design is mapped; the best by the objective counts. */
  readonly mappings: readonly PointSpec['mapping'][];
}

function heldStart(point: PointSpec, library: Library): Start {
  const done = evaluation(point, library);
  const { mapping } = point;
  const held = searched(done);
  const mappings =
    Object.keys(held).length === 0
      ? [mapping]
      : [
          { ...mapping, fixed: { ...held, ...mapping.fixed } },
          { ...mapping, evaluations: Math.min(shortSearch, mapping.evaluations ?? shortSearch) },
        ];
  return { point, before: done.totals, mappings };
}

/** Mappings of the layers whose map space is searched by methods of its own: too many to list anew for every change. */
function searched({ prepared, trace, outcomes }: Evaluation): Readonly<Record<string, unknown>> {
  const { dataflow, architecture, design } = prepared;
  const held: Record<string, unknown> = Object.create(null);
  trace.layers.forEach(({ names, operation }, i) => {
    if (dataflow.mapspace(operation, architecture.hardware, design).search !== undefined)
      held[names[0]!] = outcomes[i]!.mapping;
  });
  return held;
}

const costs: Readonly<Record<PointSpec['mapping']['objective'], string>> = {
  cycles: 'cycles',
  energy: 'energy_pj',
  edp: 'edp',
};

function perturb(
  { point, before, mappings }: Start,
  path: Path,
  from: number,
  to: number,
  library: Library,
): Perturbation | null {
  if (to === from || !Number.isFinite(to)) return null;
  const architecture = withValue(point.architecture, path, to) as PointSpec['architecture'];
  const cost = costs[point.mapping.objective];
  let after: Totals | null = null;
  for (const mapping of mappings)
    try {
      const { totals } = evaluation({ ...point, architecture, mapping }, library);
      if (after === null || totals.metrics[cost]! < after.metrics[cost]!) after = totals;
    } catch (error) {
      // A value that the schema, the map space or the price tables refuse is no design to compare with.
      if (!(error instanceof DiagnosticError)) throw error;
    }
  if (after === null) return null;
  const ratios: Record<string, number> = {};
  for (const name of Object.keys({ ...before.metrics, ...after.metrics })) {
    const [was, is] = [before.metrics[name] ?? 0, after.metrics[name] ?? 0];
    if (was !== is) ratios[name] = is / was;
  }
  return { path, from, to, ratios };
}

/** The clock, the node and every number of the dataflow's parameters, defaults included. */
function numericParameters(point: PointSpec, library: Library): { path: Path; value: number }[] {
  const { architecture } = prepareDesign(point.architecture, library);
  const found: { path: Path; value: number }[] = [
    { path: ['clock_hz'], value: architecture.clock_hz },
    { path: ['technology', 'node_nm'], value: architecture.technology.node_nm },
  ];
  const visit = (value: unknown, path: Path): void => {
    if (typeof value === 'number') found.push({ path, value });
    else if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, [...path, i]);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
  };
  visit(architecture.hardware, []);
  return found;
}

/** A copy with one value replaced; objects that defaults had filled in are made on the way. */
function withValue(tree: unknown, path: Path, value: number): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list = Array.isArray(tree) ? [...(tree as unknown[])] : [];
    list[key] = withValue(list[key], rest, value);
    return list;
  }
  const record = (typeof tree === 'object' && tree !== null ? tree : {}) as Readonly<Record<string, unknown>>;
  return { ...record, [key]: withValue(record[key], rest, value) };
}
