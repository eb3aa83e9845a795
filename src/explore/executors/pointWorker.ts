import { threadId } from 'node:worker_threads';
import { workerData } from 'piscina';
import type { PointResult } from '../../engine/pointResult.ts';
import type { BatchResult, DetailItem, ExecutorSetup, WorkItem } from './defineExecutor.ts';
import { makePointRunner } from './pointRunner.ts';

/** Entry of a worker thread. */
const runner = await makePointRunner(workerData as ExecutorSetup, threadId);

export default (task: readonly WorkItem[] | DetailItem): BatchResult | PointResult | null =>
  'index' in task ? runner.detail(task) : runner.run(task);
