import { Bench } from 'tinybench';
import { randomStream } from '../src/core/random.ts';
import { hypervolume } from '../src/explore/pareto/hypervolume.ts';
import { paretoRanks } from '../src/explore/pareto/paretoRanks.ts';
import { encodeReport } from '../src/report/encodeReport.ts';
import { writeReport } from '../src/report/writeReport.ts';
import { syntheticReport } from '../test/report/syntheticReport.ts';

// What happens around the engine: ranking, volume, the report's file.
const bench = new Bench({ time: 500, iterations: 3, warmup: false });
const stream = randomStream(1, 'bench');
const scores = Float64Array.from({ length: 300_000 }, () => stream.uniform());
const front = Array.from({ length: 2000 }, () => {
  const [x, y] = [stream.uniform(), stream.uniform()];
  return [x, y, 2 - x - y];
});
const report = syntheticReport({ points: 10_000 });
bench
  .add('Pareto ranks of 100,000 points, 3 objectives', () => paretoRanks(scores, 3))
  .add('hypervolume of 2,000 points, 3 objectives', () => hypervolume(front, [2, 2, 2]))
  .add('encode a report of 10,000 points', () => encodeReport(report, { total: report.points.count }))
  .add('write a report of 10,000 points', () => writeReport(report, { script: '', style: '', engine: '' }));
await bench.run();
for (const { name, result } of bench.tasks) {
  if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
  console.log(`${name.padEnd(48)} ${result.latency.mean.toFixed(1).padStart(10)} ms`);
}
