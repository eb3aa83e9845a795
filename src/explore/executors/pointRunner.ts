import type { Fidelity } from '../../engine/point.ts';
import { planSweep } from '../plan/planSweep.ts';
import { openJournal } from '../store/journal.ts';
import type { BatchResult, ExecutorSetup, WorkItem } from './defineExecutor.ts';
import type { EvaluatorModule } from './evaluator.ts';
import type { Outcome } from './outcome.ts';

/** Runs points one after another in this thread and journals them. */
export interface PointRunner {
  run(batch: readonly WorkItem[]): BatchResult;
  close(): void;
}

/** `worker` numbers the journal that this thread alone appends to. */
export async function makePointRunner(setup: ExecutorSetup, worker: number): Promise<PointRunner> {
  const { default: evaluate } =
    setup.evaluator === null
      ? await import('./engineEvaluator.ts')
      : ((await import(setup.evaluator)) as EvaluatorModule);
  const plan = planSweep(setup.sweep, setup.fixed);
  const journal = openJournal(setup.folder, worker);
  const outcomeOf = (index: number, fidelity: Fidelity): Outcome => {
    try {
      return evaluate(plan.point(index, fidelity));
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      return { status: 'failed', kind: 'crash', reason: message, ...(stack ? { detail: stack } : {}) };
    }
  };
  return {
    run(batch) {
      const start = performance.now();
      const outcomes = batch.map(({ index, fidelity }) => outcomeOf(index, fidelity));
      journal.append(batch.map(({ key }, i) => ({ key, outcome: outcomes[i]! })));
      return { outcomes, elapsed_ms: performance.now() - start };
    },
    close: () => journal.close(),
  };
}
