import { encodeMapping } from '../../mapping/nest/encodeMapping.ts';
import { compileNest } from '../../mapping/nest/nestProblem.ts';
import { analyseSparse, createSparseWorkspace } from '../../mapping/nest/sparse/analyseSparse.ts';
import type { FormatUnits } from '../../mapping/nest/sparse/formatOccupancy.ts';
import { cellEnergy } from '../../mapping/nest/sparse/sparseCost.ts';
import { planSparse } from '../../mapping/nest/sparse/sparsePlan.ts';
import { defineSuite, type SuiteCase } from './defineSuite.ts';
import { readNestCase } from './nestCase.ts';

type Row = Readonly<Record<string, string>>;

interface Quantity {
  readonly name: string;
  readonly expected: number;
  readonly simulated: number;
  readonly kind: 'count' | 'units' | 'energy' | 'rounded';
}

/** Counts within max(0.1 %, 3), energies 0.1 % or the 0.01 pJ they are printed to, ratios as printed. */
function fits(q: Quantity): boolean {
  const gap = Math.abs(q.simulated - q.expected);
  if (q.kind === 'count' || q.kind === 'units') return gap <= Math.max(1e-3 * Math.abs(q.expected), 3);
  if (q.kind === 'energy') return gap <= Math.max(1e-3 * Math.abs(q.expected), 0.01);
  return gap <= Math.max(1e-3 * Math.abs(q.expected), 0.0050001);
}

/** `R1:<metadata>/<payload> R0:…` as `[rank, metadata, payload]`. */
function parseUnits(text: string): [number, number, number][] {
  return [...text.matchAll(/R(\d+):([\d.e+]+)\/([\d.e+]+)/g)].map((m) => [
    Number(m[1]),
    Number(m[2]),
    Number(m[3]),
  ]);
}

/**
 * The peer's bug with uncompressed bitmasks (UB): it counts no metadata access, yet drops the accesses of zeros that an
 * uncompressed tile does hold. Seen in the columns: metadata in the tile of a used instance, and none accessed at all.
 */
const uncompressedBitmaskBug = (row: Row): boolean =>
  row['row'] === 'level' &&
  Number(row['utilized_instances']) > 0 &&
  parseUnits(row['md_tile'] ?? '').some(([, metadata]) => metadata > 0) &&
  ['md_reads', 'md_reads_gated', 'md_reads_skipped', 'md_fills', 'md_updates'].every(
    (column) => parseUnits(row[column] ?? '').length === 0,
  );

/** Large metadata counts are printed to six digits. */
const asPrinted = (q: Quantity): boolean =>
  q.expected === q.simulated ||
  (q.kind === 'units' && q.expected >= 1e6 && Number(q.simulated.toPrecision(6)) === q.expected);

function replay(id: string, rows: readonly Row[], input: unknown): SuiteCase {
  const source = readNestCase(input, id);
  const problem = compileNest(source.einsum, source.architecture);
  const plan = planSparse(problem, source.densities, source.sparse, true);
  const nest = encodeMapping(problem, source.mapping);
  const work = createSparseWorkspace(problem);
  const result = analyseSparse(problem, plan, nest, work);
  const T = problem.tensors.length;
  const quantities: Quantity[] = [];
  const excluded: string[] = [];
  const buggy = rows.some(uncompressedBitmaskBug);
  const add = (
    row: Row,
    column: string,
    simulated: number,
    kind: Quantity['kind'],
    touched = false,
  ): void => {
    const text = row[column];
    if (text === undefined || text === '') return;
    const name = [row['row'], row['level'], row['tensor'], column].filter(Boolean).join('/');
    quantities.push({ name, expected: Number(text), simulated, kind });
    if (touched) excluded.push(name);
  };
  const addUnits = (row: Row, column: string, units: FormatUnits, touched: boolean): void => {
    for (const [rank, metadata, payload] of parseUnits(row[column] ?? '')) {
      const name = [row['level'], row['tensor'], column, `R${rank}`].join('/');
      quantities.push({
        name: `${name}/metadata`,
        expected: metadata,
        simulated: units[2 * rank] ?? 0,
        kind: 'units',
      });
      quantities.push({
        name: `${name}/payload`,
        expected: payload,
        simulated: units[2 * rank + 1] ?? 0,
        kind: 'units',
      });
      if (touched) excluded.push(`${name}/metadata`, `${name}/payload`);
    }
  };
  for (const row of rows) {
    if (row['row'] === 'summary') {
      add(row, 'cycles', result.cycles, 'count', false);
      add(row, 'energy_total_pj', result.energyPj, 'energy', buggy);
      add(row, 'algorithmic_computes', problem.computes, 'count');
      add(row, 'actual_computes', result.computes.actual, 'count');
    } else if (row['row'] === 'compute') {
      add(row, 'utilized_instances', result.usedComputes, 'rounded');
      add(row, 'cycles', result.computeCycles, 'count');
      add(row, 'energy_total_pj', result.computeEnergyPj, 'energy');
      add(row, 'algorithmic_computes', problem.computes, 'count');
      add(row, 'actual_computes', result.computes.actual, 'count');
      add(row, 'gated_computes', result.computes.gated, 'count');
      add(row, 'skipped_computes', result.computes.skipped, 'count');
    } else if (row['row'] === 'level') {
      const l = problem.architecture.levels.findIndex((x) => x.name === row['level']);
      const t = problem.tensorIndex.get(row['tensor'] ?? '') ?? -1;
      const cell = l < 0 || t < 0 ? undefined : result.cells[l * T + t];
      if (cell === undefined) {
        quantities.push({
          name: `${row['level']}/${row['tensor']}/kept`,
          expected: 1,
          simulated: 0,
          kind: 'count',
        });
        continue;
      }
      const bug = uncompressedBitmaskBug(row);
      const most = cell.format?.compressed === true ? plan.densities[t]!.most(cell.tile) : cell.tile.words;
      add(row, 'utilized_instances', cell.averageInstances, 'rounded');
      add(row, 'utilized_instances_max', cell.usedX * cell.usedY, 'count');
      add(row, 'cycles', Math.ceil(result.computeCycles / result.slowdowns[l]!), 'count');
      add(row, 'tile_words', cell.tile.words, 'count');
      add(row, 'tile_words_stored', most, 'count', bug);
      add(row, 'partition_words', work.dense.partition[l * T + t]!, 'count');
      add(row, 'reads', cell.denseReads, 'count');
      add(row, 'fills', cell.denseFills, 'count');
      add(row, 'updates', cell.denseUpdates, 'count');
      for (const kind of ['reads', 'fills', 'updates'] as const)
        for (const outcome of ['actual', 'gated', 'skipped'] as const)
          add(row, `${kind}_${outcome}`, cell[kind][outcome], 'count', bug);
      addUnits(row, 'md_reads', cell.formatReads.actual, bug);
      addUnits(row, 'md_reads_gated', cell.formatReads.gated, bug);
      addUnits(row, 'md_reads_skipped', cell.formatReads.skipped, bug);
      addUnits(row, 'md_fills', cell.formatFills.actual, bug);
      addUnits(row, 'md_updates', cell.formatUpdates.actual, bug);
      add(row, 'temporal_reductions', cell.temporalReductions, 'count');
      const energy = cellEnergy(problem, plan, result.cells, cell);
      add(row, 'energy_instance_pj', energy, 'energy', bug);
      add(row, 'energy_total_pj', energy * cell.averageInstances, 'energy', bug);
      add(row, 'slowdown', result.slowdowns[l]!, 'rounded', bug);
    }
  }
  const out = new Set(excluded);
  const compared = quantities.filter((q) => !out.has(q.name));
  let worst = 0;
  for (const q of compared)
    if (q.kind !== 'rounded' && q.expected !== 0)
      worst = Math.max(worst, Math.abs(q.simulated - q.expected) / Math.abs(q.expected));
  return {
    id,
    exact: compared.every((q) => (q.kind !== 'count' && q.kind !== 'units') || asPrinted(q)),
    error_pct: worst * 100,
    within_tolerance: compared.every(fits),
    quantities: quantities.map(({ name, expected, simulated }) => ({ name, expected, simulated })),
    ...(excluded.length === 0
      ? {}
      : { excluded: [{ bug: 'uncompressed bitmask counts no metadata', quantities: excluded }] }),
  };
}

export default defineSuite({
  name: 'sparseloop',
  title: 'Sparseloop (Timeloop v3.0.3): expected sparse access counts, cycles and energies',
  golden: 'timeloop/golden_sparse.csv',
  holds: ['loop-nest'],
  headline: "largest relative error of a case's counts and energies",
  run({ rows, readCase }) {
    const cases = new Map<string, Row[]>();
    for (const row of rows) {
      const id = row['case'] ?? '';
      const list = cases.get(id) ?? [];
      list.push(row);
      cases.set(id, list);
    }
    return [...cases].map(([id, list]) => replay(id, list, readCase(id)));
  },
});
