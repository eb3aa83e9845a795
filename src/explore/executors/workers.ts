import { availableParallelism, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { PointResult } from '../../engine/pointResult.ts';
import { entriesOf } from '../store/journal.ts';
import { defineExecutor } from './defineExecutor.ts';
import type { JournaledBatch } from './pointRunner.ts';
import { sharedMatrix } from './sharedMatrix.ts';

/** Share of the machine's memory that all workers' heaps may take together. */
const memoryShare = 0.6;

/** A pool of worker threads, one journal each. A worker that dies takes its batch with it and is replaced. */
export default defineExecutor({
  name: 'workers',
  description: 'a pool of worker threads',
  async start(setup) {
    const { Piscina } = await import('piscina');
    const jobs = Math.max(1, setup.jobs || availableParallelism());
    const share = Math.floor((totalmem() * memoryShare) / jobs / 1048576);
    const heap = setup.heap_mib ?? Math.max(128, Math.min(4096, share));
    const pool = new Piscina({
      filename: fileURLToPath(new URL('./pointWorker.js', import.meta.url)),
      minThreads: jobs,
      maxThreads: jobs,
      // A finished batch is told by message: spinning on shared memory costs a core that simulates.
      atomics: 'disabled',
      workerData: { ...setup, matrices: (setup.matrices ?? []).map(sharedMatrix) },
      resourceLimits: { maxOldGenerationSizeMb: heap },
      closeTimeout: 1000,
    });
    // Rejections of `run` carry the error; the event is for threads that die between tasks.
    pool.on('error', () => {});
    return {
      parallel: jobs,
      async submit(batch) {
        const { text, elapsed_ms } = (await pool.run(batch)) as JournaledBatch;
        return { entries: entriesOf(text), elapsed_ms };
      },
      detail: (item) => pool.run(item) as Promise<PointResult | null>,
      close: () => pool.close(),
      abort: () => pool.destroy(),
    };
  },
});
