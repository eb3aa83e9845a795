import { defineExecutor } from './defineExecutor.ts';
import { makePointRunner } from './pointRunner.ts';

/** The main thread, one batch after another. */
export default defineExecutor({
  name: 'in-process',
  description: 'this process, one point after another',
  async start(setup) {
    const runner = await makePointRunner(setup, 0);
    return {
      parallel: 1,
      async submit(batch) {
        // Lets signals and progress through between batches.
        await new Promise((resolve) => setImmediate(resolve));
        return runner.run(batch);
      },
      detail: async (item) => runner.detail(item),
      close: async () => runner.close(),
      abort: async () => runner.close(),
    };
  },
});
