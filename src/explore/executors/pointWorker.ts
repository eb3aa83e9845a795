import { threadId } from 'node:worker_threads';
import { workerData } from 'piscina';
import type { PointResult } from '../../engine/pointResult.ts';
import type { DetailItem, ExecutorSetup, WorkItem } from './defineExecutor.ts';
import { type JournaledBatch, makePointRunner } from './pointRunner.ts';

/** Entry of a worker thread. */
const runner = await makePointRunner(workerData as ExecutorSetup, threadId);

export default (task: readonly WorkItem[] | DetailItem): JournaledBatch | PointResult | null => {
  if ('index' in task) return runner.detail(task);
  const { text, elapsed_ms } = runner.run(task);
  return { text, elapsed_ms };
};
