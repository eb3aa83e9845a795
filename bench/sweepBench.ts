import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executors } from '../src/explore/executors/registry.gen.ts';
import { parseGoals } from '../src/explore/expression/goals.ts';
import { modelHash } from '../src/explore/plan/modelHash.gen.ts';
import { planSweep } from '../src/explore/plan/planSweep.ts';
import { runSweep } from '../src/explore/run/runSweep.ts';
import { joinUserMetrics } from '../src/explore/run/userMetrics.ts';
import { samplers } from '../src/explore/samplers/registry.gen.ts';
import { loadSpec } from '../src/loadSpec.ts';

// Sweeps with their journals for some seconds, counted once the workers run and are warm.
const seconds = 2 * Number(process.env['WINNOW_BENCH_S'] ?? 2);
/** Points before counting begins. */
const warm = 1000;
/** One sweeps the memory of 27 chips, the other has a chip for every point. */
const files = ['resnet18', 'resnet18Chips'];

async function pointsPerSecond(name: string, fidelity: string, jobs: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-bench-'));
  try {
    const file = fileURLToPath(new URL(`../../bench/${name}.yaml`, import.meta.url));
    const { sweep } = loadSpec(file, { set: [`fidelity=${fidelity}`] });
    const plan = planSweep(sweep);
    const known = ['latency_s', 'energy_pj', 'area_mm2'].map((name) => ({ name, better: null }));
    let first = { time: 0, done: 0 };
    let last = first;
    const stop = new AbortController();
    await runSweep({
      plan,
      goals: parseGoals(sweep, known, () => false),
      user: joinUserMetrics(plan, {}),
      sampler: samplers.find((s) => s.name === 'grid')!,
      executor: executors.find((e) => e.name === 'workers')!,
      fixed: {},
      folder,
      modelHash,
      evaluator: null,
      jobs,
      retryFailed: false,
      failFast: false,
      signal: stop.signal,
      onProgress({ done }) {
        last = { time: performance.now(), done };
        if (done <= warm) first = last;
        else if (last.time - first.time > 1000 * seconds) stop.abort();
      },
    });
    return ((last.done - first.done) / (last.time - first.time)) * 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const name of files)
  for (const fidelity of ['estimate', 'cycle']) {
    const one = await pointsPerSecond(name, fidelity, 1);
    const two = await pointsPerSecond(name, fidelity, 2);
    console.log(
      `${name.padEnd(14)} ${fidelity.padEnd(9)} 1 worker ${one.toFixed(0).padStart(6)} points/s   2 workers ${two.toFixed(0).padStart(6)} points/s   ${(two / one).toFixed(2)} ×`,
    );
  }
