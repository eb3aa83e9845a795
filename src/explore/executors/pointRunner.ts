import type { PointSpec } from '../../engine/point.ts';
import type { PointResult } from '../../engine/pointResult.ts';
import { provideMatrices } from '../../tensor/matrixStore.ts';
import { contentKey } from '../plan/contentKey.ts';
import { planSweep } from '../plan/planSweep.ts';
import { type JournalEntry, openJournal } from '../store/journal.ts';
import type { BatchResult, DetailItem, ExecutorSetup, WorkItem } from './defineExecutor.ts';
import type { EvaluatorModule } from './evaluator.ts';
import type { Outcome } from './outcome.ts';

/** What a worker says of a batch: its lines of the journal, since text crosses threads faster than objects. */
export interface JournaledBatch {
  readonly text: string;
  readonly elapsed_ms: number;
}

/** Runs points one after another in this thread and journals them. */
export interface PointRunner {
  run(batch: readonly WorkItem[]): BatchResult & JournaledBatch;
  detail(item: DetailItem): PointResult | null;
  close(): void;
}

/** `worker` numbers the journal that this thread alone appends to. */
export async function makePointRunner(setup: ExecutorSetup, worker: number): Promise<PointRunner> {
  const evaluator: EvaluatorModule =
    setup.evaluator === null
      ? await import('./engineEvaluator.ts')
      : ((await import(setup.evaluator)) as EvaluatorModule);
  provideMatrices(setup.matrices ?? []);
  const plan = planSweep(setup.sweep, setup.fixed);
  const journal = openJournal(setup.folder, worker);
  const entryOf = ({ index, fidelity, key }: WorkItem): JournalEntry => {
    const point = plan.point(index, fidelity);
    return { key: key ?? contentKey(point, setup.modelHash), outcome: outcomeOf(point) };
  };
  const outcomeOf = (point: PointSpec): Outcome => {
    try {
      return evaluator.default(point);
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      return { status: 'failed', kind: 'crash', reason: message, ...(stack ? { detail: stack } : {}) };
    }
  };
  return {
    run(batch) {
      const start = performance.now();
      const entries = batch.map(entryOf);
      const text = journal.append(entries);
      return { entries, text, elapsed_ms: performance.now() - start };
    },
    detail({ index, fidelity }) {
      try {
        return evaluator.detail?.(plan.point(index, fidelity)) ?? null;
      } catch {
        // The point ran before, or it wouldn't be asked for; without its layers the report is still right.
        return null;
      }
    },
    close: () => journal.close(),
  };
}
