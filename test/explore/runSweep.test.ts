import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, suite } from '../harness.ts';
import { runToy, toySpec, withFolder } from './support/toySweep.ts';

const sweeps = suite('sweeps');

sweeps('give the same results for any number of workers and after a resume', () =>
  withFolder(async (folder) => {
    const alone = await runToy(toySpec(), join(folder, 'alone'));
    assert.is(alone.run.points.length, 25);
    assert.ok(alone.results.ranks.includes(1));
    for (const jobs of [1, 2, 4]) {
      const pooled = await runToy(toySpec(), join(folder, `jobs${jobs}`), { executorName: 'workers', jobs });
      assert.is(pooled.csv, alone.csv, `${jobs} workers`);
    }
    const again = await runToy(toySpec(), join(folder, 'jobs2'));
    assert.is(again.run.reused, 25);
    assert.is(again.csv, alone.csv);
  }),
);

sweeps('tolerate a torn last line and damaged lines', () =>
  withFolder(async (folder) => {
    const whole = await runToy(toySpec(), folder);
    const journal = join(folder, 'journal-0.jsonl');
    const text = readFileSync(journal, 'utf8');
    truncateSync(journal, text.length - 40);
    const resumed = await runToy(toySpec(), folder);
    assert.is(resumed.run.torn, 1);
    assert.is(resumed.run.reused, 24);
    assert.is(resumed.csv, whole.csv);
    appendFileSync(journal, '\u0000\u0000\n{"key":5}\n[]\n{"key":"x","outcome":{"status":"odd"}}\nnull');
    const third = await runToy(toySpec(), folder);
    assert.is(third.run.reused, 25);
    assert.is(third.csv, whole.csv);
  }),
);

sweeps('fail only the point that throws, leaves or exhausts memory', () =>
  withFolder(async (folder) => {
    const spec = toySpec({
      axes: {
        'arch.array.rows': [1, 2, 4, 8],
        'arch.array.fault': ['none', 'throw', 'exit', 'memory', 'law'],
      },
    });
    const { run, results } = await runToy(spec, folder, { executorName: 'workers', jobs: 2, heap_mib: 48 });
    assert.is(run.points.length, 20);
    const faults = results.columns.find((c) => c.name === 'arch.array.fault')!;
    for (let i = 0; i < 20; i++)
      assert.is(results.status[i], faults.value(i) === 'none' ? 'ok' : 'failed', `${faults.value(i)}`);
    assert.match(results.reasons[1]!, /as asked/);
    assert.match(results.reasons[2]!, /worker died/);
    assert.match(results.reasons[3]!, /out of memory/);

    const kept = await runToy(spec, folder);
    assert.is(kept.run.reused, 20, 'failures are kept');
    writeFileSync(join(folder, 'journal-0.jsonl'), '');
    assert.ok(readdirSync(folder).includes('journal-main.jsonl'));
  }),
);

sweeps('do not run what a constraint on axes alone rules out', () =>
  withFolder(async (folder) => {
    const spec = toySpec({
      constraints: ['arch.array.rows * arch.array.cols <= 16', 'area_mm2 < 0.016'],
      axes: {
        'arch.array.rows': [1, 2, 4, 8, 16],
        'arch.array.cols': { from: 1, to: 16, step: 'x2' },
      },
    });
    const { run, results } = await runToy(spec, folder);
    assert.is(run.points.length, 25);
    const journaled = readFileSync(join(folder, 'journal-0.jsonl'), 'utf8').trim().split('\n').length;
    assert.is(journaled, 15);
    assert.is(results.status.filter((s) => s === 'ok').length, 10);
    assert.is(
      results.reasons.filter((r) => r === 'constraint arch.array.rows * arch.array.cols <= 16').length,
      10,
    );
    assert.is(results.reasons.filter((r) => r === 'constraint area_mm2 < 0.016').length, 5);
  }),
);

sweeps('give the same results in whatever order points run', () =>
  withFolder(async (folder) => {
    const whole = await runToy(toySpec(), join(folder, 'whole'));
    const part = join(folder, 'parts');
    // Other sweeps of the same points in other orders fill the journals first.
    await runToy(toySpec({ search: { method: 'random', evaluations: 9 }, seed: 1 }), part);
    await runToy(toySpec({ search: { method: 'latin', evaluations: 12 }, seed: 1 }), part, {
      executorName: 'workers',
      jobs: 2,
    });
    const rest = await runToy(toySpec(), part, { executorName: 'workers', jobs: 4 });
    assert.ok(rest.run.reused >= 12);
    assert.is(rest.csv, whole.csv);
  }),
);

sweeps('stop early when told to', () =>
  withFolder(async (folder) => {
    const spec = toySpec({
      axes: { 'arch.array.fault': ['throw', ...Array.from({ length: 50 }, () => 'none')] },
    });
    const { run } = await runToy(spec, folder, { failFast: true });
    assert.ok(run.points.length < 51);
    const again = await runToy(spec, folder, { retryFailed: true });
    assert.is(again.run.points.length, 51);
  }),
);

sweeps('simulate what the estimate ranks near the front', () =>
  withFolder(async (folder) => {
    const { run, results } = await runToy(toySpec({ fidelity: 'promote' }), folder);
    assert.ok(run.promoted!.count > 0);
    const fidelity = results.columns.find((c) => c.name === 'fidelity')!;
    const simulated = [...Array(25).keys()].filter((i) => fidelity.value(i) === 'cycle');
    assert.is(simulated.length, run.promoted!.count);
    for (let i = 0; i < 25; i++) if (results.ranks[i] === 1) assert.is(fidelity.value(i), 'cycle');
  }),
);

sweeps('search the same points for any worker count with an adaptive sampler', () =>
  withFolder(async (folder) => {
    const spec = toySpec({
      axes: { 'arch.array.rows': { from: 1, to: 40 }, 'arch.array.cols': { from: 1, to: 40 } },
      search: { method: 'nsga2', evaluations: 120 },
    });
    const one = await runToy(spec, join(folder, 'one'));
    const two = await runToy(spec, join(folder, 'two'), { executorName: 'workers', jobs: 2 });
    assert.is(one.run.points.length, 120);
    assert.is(new Set(one.run.points.map((p) => p.index)).size, 120);
    assert.is(two.csv, one.csv);
  }),
);

sweeps.run();
