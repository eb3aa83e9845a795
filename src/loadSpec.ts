import { dirname, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError } from './core/diagnostic.ts';
import { dataflows } from './dataflow/registry.gen.ts';
import { tables as energyTables } from './energy/registry.gen.ts';
import { metrics } from './engine/metrics.ts';
import { parseGoals } from './explore/expression/goals.ts';
import { planSweep, type SweepPlan } from './explore/plan/planSweep.ts';
import { joinUserMetrics, type TableRows } from './explore/run/userMetrics.ts';
import { samplers } from './explore/samplers/registry.gen.ts';
import { type SweepSpec, sweepSpec } from './explore/sweepSpec.ts';
import { checkArchitecture, unknownName } from './io/checkArchitecture.ts';
import { checkVariants } from './io/checkVariants.ts';
import { checkWorkload } from './io/checkWorkload.ts';
import { inlineWorkloads } from './io/inlineWorkloads.ts';
import { loadDocument } from './io/loadDocument.ts';
import { locate, originAt } from './io/locate.ts';
import { readMapping } from './io/mappingFile.ts';
import { readMetricTable } from './io/metricTable.ts';
import { parseOverrides } from './io/overrides.ts';
import { topologyReader } from './io/readTopology.ts';
import { sortDiagnostics } from './io/sortDiagnostics.ts';
import { nodeAt, type Path, type SourceNode } from './io/sourceNode.ts';
import { type Origin, position } from './io/sourceText.ts';
import { axisColumns } from './io/sweepAxes.ts';
import { applySweepOverrides } from './io/sweepOverrides.ts';
import { validate } from './io/validate.ts';
import { writeSpec } from './io/writeSpec.ts';
import { searches } from './mapping/search/registry.gen.ts';
import type { ProvidedMatrix } from './tensor/matrixStore.ts';

/** A sweep file, checked, with everything that it names read in. */
export interface LoadedSpec {
  readonly sweep: SweepSpec;
  readonly file: string;
  /** Mappings of `mapping.file`, by layer name. */
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Rows of the tables of `metrics:`, by metric. */
  readonly tables: Readonly<Record<string, TableRows>>;
  readonly warnings: readonly Diagnostic[];
  /** Matrices that its layers name: what workers need beside the sweep. */
  readonly matrices: readonly ProvidedMatrix[];
  /** Every file that was read, as absolute paths. */
  readonly files: readonly string[];
  /** Where the value at a path was written: a file and line, or a `--set` flag. */
  origin(path: Path): ReturnType<typeof position>;
  /** The sweep after `extends`, `--set` and inlining, as YAML with the origin of each value. */
  readonly resolved: string;
}

/**
 * Reads a sweep file: resolves `extends:`, applies `--set path=value` flags, inlines models, and checks every
 * architecture, workload and axis value. Throws one DiagnosticError with all mistakes, each at its line.
 */
export function loadSpec(file: string, options: { readonly set?: readonly string[] } = {}): LoadedSpec {
  const overrides = parseOverrides(options.set ?? []);
  const document = loadDocument(file);
  requireSweep(document.root);
  const warnings: Diagnostic[] = [];
  const overridden = applySweepOverrides(document.root, overrides);
  const inlined = inlineWorkloads(overridden, topologyReader(warnings));
  const { root } = inlined;
  const diagnostics: Diagnostic[] = [...inlined.diagnostics];
  const { value: sweep, diagnostics: shape } = validate(sweepSpec, root);
  diagnostics.push(...shape, ...checkParts(root, inlined.failed));
  if (sweep === null || diagnostics.length > 0) throw new DiagnosticError(sortDiagnostics(diagnostics));

  const checked = checkWhole(root, sweep);
  return {
    sweep,
    file: resolve(file),
    fixed: checked.fixed,
    tables: checked.tables,
    matrices: inlined.matrices,
    warnings: sortDiagnostics([...warnings, ...checked.warnings]),
    files: [...document.files, ...inlined.files, ...checked.files],
    origin: (path) => position(originAt(root, path)),
    resolved: writeSpec(root, dirname(resolve(file))),
  };
}

function requireSweep(root: SourceNode): void {
  const kind = nodeAt(root, ['kind']);
  if (kind?.kind !== 'scalar' || typeof kind.value !== 'string' || kind.value === 'sweep') return;
  throw new DiagnosticError(
    locate(
      [
        {
          code: 'WIN-CFG-041',
          severity: 'error',
          message: `this file is of kind "${String(kind.value)}", not "sweep"`,
          hint: 'name it in the workloads: or architectures: of a sweep',
          path: ['kind'],
        },
      ],
      root,
    ),
  );
}

/** Architectures and workloads, each with every value of the axes. */
function checkParts(root: SourceNode, failed: ReadonlySet<number>): Diagnostic[] {
  const check = (
    list: 'architectures' | 'workloads',
    under: 'arch' | 'workload',
    one: (node: SourceNode, prefix: Path) => Diagnostic[],
    decides: (path: Path) => boolean,
  ): Diagnostic[] => {
    const nodes = nodeAt(root, [list]);
    if (nodes?.kind !== 'list') return [];
    const columns = axisColumns(root, under);
    return nodes.items.flatMap((node, i) =>
      node.kind === 'map' ? checkVariants(node, [list, i], columns, (n) => one(n, [list, i]), decides) : [],
    );
  };
  const names = { dataflows, tables: energyTables };
  return [
    ...check(
      'architectures',
      'arch',
      (node, prefix) => checkArchitecture(node, prefix, names),
      ([key]) => key === 'dataflow',
    ),
    ...check(
      'workloads',
      'workload',
      (node, prefix) => (failed.has(Number(prefix[1])) ? [] : checkWorkload(node, prefix)),
      () => false,
    ),
    ...axisColumns(root, 'workload').flatMap(({ axis, key, steps }) =>
      steps.some((step) => ['model', 'file', 'topology', 'definition', 'layers'].includes(String(step)))
        ? [
            {
              code: 'WIN-CFG-042',
              severity: 'error' as const,
              message: `axis ${axis} would choose the network itself`,
              hint: 'list several workloads instead',
              ...position(key),
            },
          ]
        : [],
    ),
  ];
}

/** What needs the sweep as a whole: names of methods, the plan, tables, mappings, objectives and constraints. */
function checkWhole(root: SourceNode, sweep: SweepSpec) {
  const diagnostics: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const files: string[] = [];
  const attempt = <T>(make: () => T): T | null => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      diagnostics.push(...locate(error.diagnostics, root));
      return null;
    }
  };
  const named = (what: string, path: Path, known: readonly { readonly name: string }[]): void => {
    const node = nodeAt(root, path);
    if (node?.kind === 'scalar' && !known.some(({ name }) => name === node.value))
      diagnostics.push(unknownName(what, node, known, path));
  };
  named('search method', ['search', 'method'], samplers);
  named('mapping search', ['mapping', 'search'], searches);

  const mapping = nodeAt(root, ['mapping', 'file']);
  const read = mapping && attempt(() => readMapping(besideOf(mapping), dataflows, mapping.origin));
  if (read) files.push(...read.files);
  const fixed = read?.fixed ?? {};
  const plan = attempt(() => planSweep(sweep, fixed));
  const tables: Record<string, TableRows> = {};
  for (const metric of Object.keys(sweep.metrics)) {
    const node = nodeAt(root, ['metrics', metric, 'table'])!;
    const columns = plan === null ? null : joinColumns(plan);
    const table = columns && attempt(() => readMetricTable(besideOf(node), metric, node.origin, columns));
    if (!table) continue;
    tables[metric] = table.rows;
    warnings.push(...table.warnings);
    files.push(table.file);
  }
  if (plan !== null) {
    if (diagnostics.length === 0) attempt(() => joinUserMetrics(plan, tables));
    attempt(() => parseGoals(sweep, quantities(plan), (name) => name.endsWith('_bytes')));
  }
  if (diagnostics.length > 0) throw new DiagnosticError(sortDiagnostics(diagnostics));
  return { fixed, tables, warnings, files };
}

/** Quantities that objectives and constraints may name: metrics, the user's and the engine's, and numeric axes. */
function quantities(plan: SweepPlan): Parameters<typeof parseGoals>[1] {
  const numeric = plan.dimensions.flatMap((d) =>
    d.columns.filter((_, c) => d.labels.every((row) => typeof row[c] === 'number')),
  );
  return [
    ...metrics.map(({ name, better }) => ({ name, better })),
    ...Object.entries(plan.sweep.metrics).map(([name, { better }]) => ({ name, better })),
    ...numeric.map((name) => ({ name, better: null })),
  ];
}

const joinColumns = (plan: SweepPlan) =>
  plan.dimensions.flatMap((dimension) =>
    dimension.columns.map((name, c) => ({
      name,
      values: [...new Set(dimension.labels.map((row) => String(row[c])))],
    })),
  );

/** The file that a value names, seen from the file in which the value stands. */
function besideOf(node: SourceNode): string {
  const { origin }: { origin: Origin } = node;
  const base = origin.source.path === null ? process.cwd() : dirname(origin.source.path);
  return resolve(base, node.kind === 'scalar' ? String(node.value) : '');
}
