import { threadId } from 'node:worker_threads';
import { workerData } from 'piscina';
import type { BatchResult, ExecutorSetup, WorkItem } from './defineExecutor.ts';
import { makePointRunner } from './pointRunner.ts';

/** Entry of a worker thread. */
const runner = await makePointRunner(workerData as ExecutorSetup, threadId);

export default (batch: readonly WorkItem[]): BatchResult => runner.run(batch);
