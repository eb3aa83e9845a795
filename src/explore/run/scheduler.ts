import type { ExecutorSession, WorkItem } from '../executors/defineExecutor.ts';
import type { Outcome } from '../executors/outcome.ts';
import type { JournalEntry } from '../store/journal.ts';

/** Aim of a batch, in ms: long against the 0.1 ms that handing it over costs, short against a second's Ctrl-C. */
const target = 30;
const largest = 512;
/** How long points in flight may go on after an interrupt, in ms. */
const grace = 500;

export interface Scheduler {
  /** Runs items; `take` gets what each gave as it comes, in any order. Resolves when all are in, or on abort. */
  run(
    items: Iterator<WorkItem>,
    take: (item: WorkItem, entry: JournalEntry) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/**
 * Keeps every worker busy with one batch running and one waiting, sized by the time that points were seen to take.
 * A batch whose worker died is repeated point by point, so that only the point that killed it fails;
 * `lost` keeps that failure and answers its entry.
 */
export function makeScheduler(
  session: ExecutorSession,
  lost: (item: WorkItem, outcome: Outcome) => JournalEntry,
): Scheduler {
  let perPoint = target;
  return {
    async run(items, take, signal) {
      const suspects: WorkItem[] = [];
      const draw = (count: number): WorkItem[] => {
        if (suspects.length > 0) return [suspects.shift()!];
        const batch: WorkItem[] = [];
        while (batch.length < count) {
          const next = items.next();
          if (next.done) break;
          batch.push(next.value);
        }
        return batch;
      };
      let busy = 0;
      const lane = async (): Promise<void> => {
        for (;;) {
          if (signal.aborted) return;
          const size = Math.max(1, Math.min(largest, Math.floor(target / perPoint)));
          const batch = draw(size);
          if (batch.length === 0) {
            // Another lane's batch may yet come back as suspects.
            if (busy === 0) return;
            await new Promise((resolve) => setTimeout(resolve, 5));
            continue;
          }
          busy++;
          try {
            const { entries, elapsed_ms } = await session.submit(batch);
            perPoint = (perPoint + elapsed_ms / batch.length) / 2;
            for (const [i, item] of batch.entries()) take(item, entries[i]!);
          } catch (error) {
            if (signal.aborted) return;
            if (batch.length > 1) suspects.push(...batch);
            else take(batch[0]!, lost(batch[0]!, deathOf(error)));
          } finally {
            busy--;
          }
        }
      };
      const lanes = Promise.all(Array.from({ length: session.parallel * 2 }, lane));
      let stop: (() => void) | undefined;
      const aborted = new Promise<void>((resolve) => {
        stop = () => setTimeout(resolve, grace).unref();
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
      });
      await Promise.race([lanes, aborted]);
      if (stop) signal.removeEventListener('abort', stop);
      if (signal.aborted) lanes.catch(() => {});
      else await lanes;
    },
  };
}

function deathOf(error: unknown): Outcome {
  const { code, message } = error as { code?: string; message?: string };
  const reason =
    code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? 'the worker ran out of memory'
      : `the worker died: ${message ?? String(error)}`;
  return { status: 'failed', kind: 'crash', reason };
}
