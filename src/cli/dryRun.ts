import { availableParallelism } from 'node:os';
import engineEvaluator from '../explore/executors/engineEvaluator.ts';
import { contentKey } from '../explore/plan/contentKey.ts';
import { modelHash } from '../explore/plan/modelHash.gen.ts';
import { samplers } from '../explore/samplers/registry.gen.ts';
import { readJournals } from '../explore/store/journal.ts';
import { named } from './named.ts';
import { duration } from './output/progressView.ts';
import { formatNumber } from './output/textTable.ts';
import { describePoint, type PreparedSweep } from './prepareSweep.ts';

/** Sampling stops after so many points or ms. */
const mostSamples = 8;
const samplingTime = 1500;
/** What a result takes in memory and a worker's heap at rest, from 100,000-point sweeps, in bytes. */
const bytesPerPoint = 2500;
const bytesPerWorker = 80e6;

/** What a sweep would do: its points, how many are done, and the time and memory that the rest would take. */
export function dryRun(
  prepared: PreparedSweep,
  folder: string,
  jobs: number,
): { readonly facts: Readonly<Record<string, unknown>>; readonly text: string } {
  const { plan } = prepared;
  const { sweep } = plan;
  const budget = Math.min(plan.size, sweep.search.evaluations ?? plan.size);
  const sampler = named('sampler', samplers, sweep.search.method);
  const fidelity = sweep.fidelity === 'cycle' ? 'cycle' : 'estimate';
  const keys = new Set<string>();
  readJournals(folder, ({ key }) => keys.add(key));
  let done = 0;
  if (keys.size > 0 && budget === plan.size)
    for (let i = 0; i < plan.size; i++) if (keys.has(contentKey(plan.point(i, fidelity), modelHash))) done++;

  const workers = Math.max(1, jobs || availableParallelism());
  const sample: number[] = [];
  const start = performance.now();
  for (let i = 0; i < Math.min(mostSamples, plan.size) && performance.now() - start < samplingTime; i++) {
    const index = Math.floor(((i + 0.5) * plan.size) / Math.min(mostSamples, plan.size));
    const before = performance.now();
    engineEvaluator(plan.point(index, fidelity));
    sample.push(performance.now() - before);
  }
  const mean = sample.reduce((a, b) => a + b, 0) / sample.length;
  const left = budget - done;
  const seconds = (left * mean) / 1000 / workers;
  const memory = bytesPerPoint * budget + bytesPerWorker * (workers + 1);
  const indices = [...new Set([0, 1, 2, plan.size - 3, plan.size - 2, plan.size - 1])].filter(
    (i) => i >= 0 && i < plan.size,
  );
  const shape = plan.dimensions.filter((d) => d.size > 1).map((d) => `${d.columns.join('+')} ${d.size}`);
  return {
    facts: {
      points: plan.size,
      budget,
      done,
      sampler: sampler.name,
      fidelity: sweep.fidelity,
      estimated_s: seconds,
      estimated_memory_bytes: memory,
      sampled_points: sample.length,
      workers,
      shown: indices.map((i) => ({ point: i, design: describePoint(prepared, i) })),
    },
    text: [
      `${formatNumber(plan.size)} points: ${shape.join(' × ') || 'one design'}`,
      ...indices.map(
        (i) => `  ${String(i).padStart(String(plan.size).length)}  ${describePoint(prepared, i)}`,
      ),
      `Search: ${sampler.name}, ${formatNumber(budget)} evaluations, fidelity ${sweep.fidelity}.`,
      `Done already: ${formatNumber(done)}${budget < plan.size && keys.size > 0 ? ' (not counted for a search with a budget)' : ''}.`,
      `About ${duration(seconds)} on ${workers} ${workers === 1 ? 'core' : 'cores'} and ${formatNumber(Math.round(memory / 1e6))} MB, from ${sample.length} timed ${sample.length === 1 ? 'point' : 'points'}.`,
    ].join('\n'),
  };
}
