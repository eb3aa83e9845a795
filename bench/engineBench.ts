import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';
import { evaluate } from '../src/engine/evaluate.ts';
import { planSweep } from '../src/explore/plan/planSweep.ts';
import { loadSpec } from '../src/loadSpec.ts';

// One core, in this process: what the engine does in a second. Each run is a design that was never seen, so that no
// cache of executions answers for it.
const file = fileURLToPath(new URL('../../bench/resnet18.yaml', import.meta.url));
const time = 1000 * Number(process.env['WINNOW_BENCH_S'] ?? 2);

for (const fidelity of ['estimate', 'cycle'] as const) {
  const plan = planSweep(loadSpec(file, { set: [`fidelity=${fidelity}`] }).sweep);
  let index = 0;
  let cycles = 0;
  let mappings = 0;
  let points = 0;
  const bench = new Bench({ time, iterations: 8, warmup: false });
  bench.add(fidelity, () => {
    const result = evaluate(plan.point(index++ % plan.size, fidelity));
    points++;
    for (const layer of result.layers) {
      cycles += layer.execution.cycles;
      mappings += layer.mapping_candidates;
    }
  });
  const start = performance.now();
  await bench.run();
  const seconds = (performance.now() - start) / 1000;
  const per = (count: number, unit: string): string =>
    `${Math.round(count / seconds)
      .toLocaleString('en')
      .padStart(16)} ${unit}/s`;
  console.log(
    `ResNet-18, ${fidelity.padEnd(9)}${per(points, 'points')}${per(cycles, 'cycles')}${per(mappings, 'mappings')}`,
  );
}
