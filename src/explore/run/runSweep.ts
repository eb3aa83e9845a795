import type { Fidelity } from '../../engine/point.ts';
import type { PointResult } from '../../engine/pointResult.ts';
import type { ProvidedMatrix } from '../../tensor/matrixStore.ts';
import type { Executor, WorkItem } from '../executors/defineExecutor.ts';
import type { Outcome } from '../executors/outcome.ts';
import type { Goals } from '../expression/goals.ts';
import { contentKey } from '../plan/contentKey.ts';
import type { SweepPlan } from '../plan/planSweep.ts';
import type { Sampler, Told } from '../samplers/defineSampler.ts';
import { openJournal, readJournals } from '../store/journal.ts';
import { makeRecordTable, type RecordTable } from '../store/recordTable.ts';
import { makePointView, type PointView } from './pointView.ts';
import { promotion } from './promotion.ts';
import { makeScheduler } from './scheduler.ts';
import type { SweepProgress } from './sweepProgress.ts';
import type { UserMetrics } from './userMetrics.ts';

export interface SweepOptions {
  readonly plan: SweepPlan;
  readonly goals: Goals;
  readonly user: UserMetrics;
  readonly sampler: Sampler;
  readonly executor: Executor;
  readonly fixed: Readonly<Record<string, unknown>>;
  /** Matrices that points name by hash. */
  readonly matrices?: readonly ProvidedMatrix[];
  readonly folder: string;
  readonly modelHash: string;
  /** URL of an evaluator's module; the engine when null. */
  readonly evaluator: string | null;
  readonly jobs: number;
  /** Heap of each worker, in MiB; null leaves it to the executor. */
  readonly heap_mib?: number | null;
  readonly retryFailed: boolean;
  readonly failFast: boolean;
  /** Runs nothing: only what the journals hold. */
  readonly onlyDone?: boolean;
  /** Points whose layers the report shows: called once all have run. */
  readonly chooseDetails?: (points: readonly SweepPoint[], view: PointView) => readonly SweepPoint[];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SweepProgress) => void;
}

/** A point of the results, in the order asked. */
export interface SweepPoint {
  readonly index: number;
  readonly fidelity: Fidelity;
  /** Row of the record table. */
  readonly row: number;
}

export interface SweepRun {
  readonly points: readonly SweepPoint[];
  readonly table: RecordTable;
  readonly view: PointView;
  /** Whole results of the points that `chooseDetails` named. */
  readonly details: ReadonlyMap<SweepPoint, PointResult>;
  /** Why the search ended. */
  readonly stopped: string;
  /** What promotion did; null when fidelity isn't `promote`. */
  readonly promoted: { readonly count: number; readonly moved: number } | null;
  readonly interrupted: boolean;
  readonly reused: number;
  readonly torn: number;
}

/** Runs a sweep to its end or to an interrupt; everything that finished is in the journals of `folder`. */
export async function runSweep(options: SweepOptions): Promise<SweepRun> {
  const { plan, goals, sampler, folder, signal } = options;
  const table = makeRecordTable();
  const { torn } = readJournals(folder, ({ key, outcome }) => table.put(key, outcome));
  // Keys are for finding what has run: where nothing has, whoever runs a point makes its key.
  const keyed = table.size > 0 || sampler.adaptive || options.onlyDone;
  const view = makePointView(plan, table, options.user, goals);
  const space = {
    radices: plan.dimensions.map((d) => d.size),
    ordered: plan.dimensions.map((d) => d.ordered),
    size: plan.size,
    index: plan.index,
    coordinates: plan.coordinates,
  };
  const evaluations = Math.min(plan.size, plan.sweep.search.evaluations ?? plan.size);
  const search = sampler.start(space, {
    evaluations,
    seed: plan.sweep.seed,
    objectives: goals.objectives.length,
  });

  const stop = new AbortController();
  const forward = (): void => stop.abort();
  if (signal.aborted) forward();
  else signal.addEventListener('abort', forward, { once: true });

  const session = await options.executor.start({
    sweep: plan.sweep,
    fixed: options.fixed,
    matrices: options.matrices ?? [],
    folder,
    modelHash: options.modelHash,
    evaluator: options.evaluator,
    jobs: options.jobs,
    heap_mib: options.heap_mib ?? null,
  });
  const own = openJournal(folder, 'main');
  const keyOf = (index: number, fidelity: Fidelity): string =>
    contentKey(plan.point(index, fidelity), options.modelHash);
  const scheduler = makeScheduler(session, ({ index, fidelity, key }, outcome) => {
    const entry = { key: key ?? keyOf(index, fidelity), outcome };
    own.append([entry]);
    return entry;
  });

  const tally = { done: 0, reused: 0, failed: 0, infeasible: 0 };
  let best: SweepProgress['best'] = null;
  let phase: Fidelity = 'cycle';
  let total = evaluations;
  const count = (index: number, row: number, outcome: Outcome | null): void => {
    tally.done++;
    const status = table.status(row);
    if (status === 'failed') tally.failed++;
    const scores = view.scores(index, row);
    const kept = scores !== null && view.violation(index, row).total === 0;
    if (!kept && status !== 'failed') tally.infeasible++;
    const [first] = goals.objectives;
    if (kept && first) {
      const value = scores[0]!;
      const signed = first.direction === 'max' ? -value : value;
      const before = best && (first.direction === 'max' ? -best.value : best.value);
      if (before === null || value < before) best = { objective: first.name, value: signed, index };
    }
    const failure = outcome?.status === 'failed' ? { index, outcome } : null;
    options.onProgress({ phase, total, best, failure, ...tally });
  };

  /** Runs what isn't in the table yet. */
  const evaluate = async (indices: Iterable<number>, points: SweepPoint[]): Promise<void> => {
    const waiting = new Map<string, number[]>();
    const rows = new Map<number, number>();
    const asked: number[] = [];
    const items = function* (): Generator<WorkItem> {
      for (const index of indices) {
        asked.push(index);
        const broken = view.ruledOut(index);
        if (broken !== null) {
          const reason = `constraint ${broken}`;
          const row = table.row(reason) ?? table.put(reason, { status: 'infeasible', reason });
          rows.set(index, row);
          count(index, row, null);
          continue;
        }
        if (!keyed) {
          yield { index, fidelity: phase, key: null };
          continue;
        }
        const key = keyOf(index, phase);
        const row = table.row(key);
        if (row !== undefined) rows.set(index, row);
        if (row !== undefined && !(options.retryFailed && table.status(row) === 'failed')) {
          tally.reused++;
          count(index, row, null);
          continue;
        }
        if (options.onlyDone) continue;
        const twins = waiting.get(key);
        if (twins) twins.push(index);
        else {
          waiting.set(key, []);
          yield { index, fidelity: phase, key };
        }
      }
    };
    await scheduler.run(
      items(),
      (item, { key, outcome }) => {
        const row = table.put(key, outcome);
        rows.set(item.index, row);
        count(item.index, row, outcome);
        for (const twin of waiting.get(key) ?? []) {
          rows.set(twin, row);
          count(twin, row, null);
        }
        waiting.delete(key);
        if (options.failFast && outcome.status === 'failed') stop.abort();
      },
      stop.signal,
    );
    for (const index of asked) {
      const row = rows.get(index);
      if (row !== undefined) points.push({ index, fidelity: phase, row });
    }
  };

  let points: SweepPoint[] = [];
  let promoted: SweepRun['promoted'] = null;
  const details = new Map<SweepPoint, PointResult>();
  try {
    phase = plan.sweep.fidelity === 'cycle' ? 'cycle' : 'estimate';
    if (sampler.adaptive)
      for (let asked = search.ask(); asked.length > 0 && !stop.signal.aborted; asked = search.ask()) {
        const generation: SweepPoint[] = [];
        await evaluate(asked, generation);
        points.push(...generation);
        if (generation.length < asked.length) break;
        if (!stop.signal.aborted) search.tell(generation.map((point) => told(point, view)));
      }
    else await evaluate(everyAsk(search), points);

    if (plan.sweep.fidelity === 'promote' && !stop.signal.aborted) {
      const promote = promotion(points, view, goals.objectives.length);
      total += promote.chosen.length;
      phase = 'cycle';
      const simulated: SweepPoint[] = [];
      await evaluate(
        promote.chosen.map((point) => point.index),
        simulated,
      );
      points = promote.merge(points, simulated);
      promoted = { count: simulated.length, moved: promote.moved(simulated) };
    }
    if (options.chooseDetails && !stop.signal.aborted)
      await Promise.all(
        options.chooseDetails(points, view).map(async (point) => {
          const result = await session
            .detail({ index: point.index, fidelity: point.fidelity })
            .catch(() => null);
          if (result) details.set(point, result);
        }),
      );
  } finally {
    signal.removeEventListener('abort', forward);
    if (stop.signal.aborted) await session.abort();
    else await session.close();
    own.close();
  }
  return {
    points,
    table,
    view,
    details,
    stopped: search.stopped(),
    promoted,
    interrupted: signal.aborted,
    reused: tally.reused,
    torn,
  };
}

function* everyAsk(search: { ask(): readonly number[] }): Generator<number> {
  for (let asked = search.ask(); asked.length > 0; asked = search.ask()) yield* asked;
}

function told({ index, row }: SweepPoint, view: PointView): Told {
  return {
    index,
    scores: view.scores(index, row),
    violation: view.violation(index, row).total,
    group: view.group(index),
  };
}
