import { runToy, toySpec } from './toySweep.ts';

/** A process of its own that sweeps the toy machine in a folder; it is there to be killed. */
const [folder, jobs] = process.argv.slice(2) as [string, string];
const spec = toySpec({
  architectures: [{ name: 'toy', array: { rows: 1, cols: 1 }, spin_ms: 2 }],
  axes: { 'arch.array.rows': { from: 1, to: 30 }, 'arch.array.cols': { from: 1, to: 10 } },
});
let started = false;
const { csv } = await runToy(spec, folder, {
  executorName: 'workers',
  jobs: Number(jobs),
  onProgress() {
    if (!started) process.stderr.write('started\n');
    started = true;
  },
});
process.stdout.write(csv);
