import { analyseDense } from '../../mapping/nest/denseAnalysis.ts';
import { createDenseCounts } from '../../mapping/nest/denseCounts.ts';
import { encodeMapping } from '../../mapping/nest/encodeMapping.ts';
import { denseResult } from '../../mapping/nest/evaluateDense.ts';
import { compileNest } from '../../mapping/nest/nestProblem.ts';
import { defineSuite, type SuiteCase } from './defineSuite.ts';
import { readNestCase } from './nestCase.ts';

type Row = Readonly<Record<string, string>>;

interface Quantity {
  readonly name: string;
  readonly expected: number;
  readonly simulated: number;
  readonly kind: 'count' | 'energy' | 'rounded';
}

/** 2-decimal energies: within max(1e-6 relative, 0.01 pJ); ratios are printed with two decimals, EDP with seven digits. */
function fits(q: Quantity): boolean {
  const gap = Math.abs(q.simulated - q.expected);
  if (q.kind === 'count') return gap === 0;
  if (q.kind === 'energy') return gap <= Math.max(1e-6 * Math.abs(q.expected), 0.01);
  return gap <= 0.0050001;
}

function replay(id: string, rows: readonly Row[], input: unknown): SuiteCase {
  const source = readNestCase(input, id);
  // A case that the peer ran is replayed as it is: whether it fits is not asked.
  const problem = compileNest(source.einsum, source.architecture);
  const nest = encodeMapping(problem, source.mapping);
  const counts = createDenseCounts(problem);
  analyseDense(problem, nest, counts);
  const result = denseResult(problem, nest, counts);
  const quantities: Quantity[] = [];
  const add = (row: Row, column: string, simulated: number, kind: Quantity['kind']): void => {
    const text = row[column];
    if (text === undefined || text === '') return;
    const name = [row['row'], row['level'], row['tensor'], column].filter(Boolean).join('/');
    quantities.push({ name, expected: Number(text), simulated, kind });
  };
  for (const row of rows) {
    if (row['row'] === 'summary') {
      add(row, 'cycles', result.cycles, 'count');
      add(row, 'algorithmic_computes', result.computes, 'count');
      add(row, 'energy_total_pj', result.energyPj, 'energy');
      add(row, 'utilization', result.utilization, 'rounded');
    } else if (row['row'] === 'compute') {
      add(row, 'utilized_instances', result.usedComputes, 'count');
      add(row, 'cycles', result.computes / result.usedComputes, 'count');
      add(row, 'algorithmic_computes', result.computes, 'count');
      add(row, 'energy_total_pj', result.computeEnergyPj, 'energy');
    } else if (row['row'] === 'level') {
      const level = result.levels.find((l) => l.level === row['level']);
      const tensor = level?.tensors.find((t) => t.tensor === row['tensor']);
      if (level === undefined || tensor === undefined) {
        quantities.push({
          name: `${row['level']}/${row['tensor']}/kept`,
          expected: 1,
          simulated: 0,
          kind: 'count',
        });
        continue;
      }
      add(row, 'utilized_instances_max', level.usedInstances, 'count');
      add(row, 'cycles', level.cycles, 'count');
      add(row, 'tile_words', tensor.tileWords, 'count');
      add(row, 'partition_words', tensor.partitionWords, 'count');
      add(row, 'reads', tensor.reads, 'count');
      add(row, 'fills', tensor.fills, 'count');
      add(row, 'updates', tensor.updates, 'count');
      add(row, 'temporal_reductions', tensor.temporalReductions, 'count');
      add(row, 'energy_instance_pj', tensor.energyPj, 'energy');
      add(row, 'energy_total_pj', tensor.totalEnergyPj, 'energy');
      add(row, 'slowdown', level.slowdown, 'rounded');
    }
  }
  let worst = 0;
  for (const q of quantities)
    if (q.kind !== 'rounded' && q.expected !== 0)
      worst = Math.max(worst, Math.abs(q.simulated - q.expected) / Math.abs(q.expected));
  return {
    id,
    exact: quantities.every((q) => q.kind !== 'count' || fits(q)),
    error_pct: worst * 100,
    within_tolerance: quantities.every(fits),
    quantities: quantities.map(({ name, expected, simulated }) => ({ name, expected, simulated })),
  };
}

export default defineSuite({
  name: 'timeloop',
  title: 'Timeloop v3.0.3: dense access counts, cycles and energies of loop nests',
  golden: 'timeloop/golden_dense.csv',
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
