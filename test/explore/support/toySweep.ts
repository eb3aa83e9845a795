import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executors } from '../../../src/explore/executors/registry.gen.ts';
import { parseGoals } from '../../../src/explore/expression/goals.ts';
import { planSweep } from '../../../src/explore/plan/planSweep.ts';
import { makeResultTable, type ResultTable } from '../../../src/explore/run/resultTable.ts';
import { runSweep, type SweepOptions, type SweepRun } from '../../../src/explore/run/runSweep.ts';
import { joinUserMetrics } from '../../../src/explore/run/userMetrics.ts';
import { samplers } from '../../../src/explore/samplers/registry.gen.ts';
import { type SweepSpec, sweepSpec } from '../../../src/explore/sweepSpec.ts';
import { csvLines } from '../../../src/io/csv.ts';

/** A sweep over the toy machine. */
export function toySpec(changes: Record<string, unknown> = {}): SweepSpec {
  return sweepSpec.parse({
    kind: 'sweep',
    version: 1,
    name: 'toy',
    workloads: [{ name: 'w', layers: [] }],
    architectures: [{ name: 'toy', array: { rows: 1, cols: 1 } }],
    axes: { 'arch.array.rows': [1, 2, 4, 8, 16], 'arch.array.cols': { from: 1, to: 16, step: 'x2' } },
    objectives: ['latency_s', 'energy_pj', 'area_mm2'],
    ...changes,
  });
}

export const toyEvaluatorUrl = new URL('./toyEvaluator.js', import.meta.url).href;

/** A folder that lives as long as `use` runs. */
export async function withFolder<T>(use: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-test-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const known = [
  'cycles',
  'latency_s',
  'energy_pj',
  'area_mm2',
  'arch.array.rows',
  'arch.array.cols',
].map((name) => ({ name, better: null }));

/** Runs a sweep over the toy machine and answers its results as CSV. */
export async function runToy(
  spec: SweepSpec,
  folder: string,
  options: Partial<SweepOptions> & { executorName?: string } = {},
): Promise<{ run: SweepRun; results: ResultTable; csv: string }> {
  const plan = planSweep(spec);
  const goals = parseGoals(spec, known, () => false);
  const user = joinUserMetrics(plan, {});
  const run = await runSweep({
    plan,
    goals,
    user,
    sampler: samplers.find((s) => s.name === spec.search.method)!,
    executor: executors.find((e) => e.name === (options.executorName ?? 'in-process'))!,
    fixed: {},
    folder,
    modelHash: 'toy',
    evaluator: toyEvaluatorUrl,
    jobs: 1,
    retryFailed: false,
    failFast: false,
    signal: new AbortController().signal,
    onProgress() {},
    ...options,
  });
  const results = makeResultTable(run, plan, goals, user);
  const csv = [
    ...csvLines({
      columns: results.columns,
      rows: results.rows,
      value: (r, c) => results.columns[c]!.value(r),
    }),
  ].join('');
  return { run, results, csv };
}
