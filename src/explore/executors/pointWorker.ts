import { threadId } from 'node:worker_threads';
import { workerData } from 'piscina';
import type { ExecutorSetup, WorkItem } from './defineExecutor.ts';
import type { Outcome } from './outcome.ts';
import { makePointRunner } from './pointRunner.ts';

/** Entry of a worker thread. */
const runner = await makePointRunner(workerData as ExecutorSetup, threadId);

export default (batch: readonly WorkItem[]): readonly Outcome[] => runner.run(batch);
