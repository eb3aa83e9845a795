import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, repositoryRoot, suite } from '../harness.ts';
import { inFolder, winnow } from './runWinnow.ts';

const tests = suite('winnow trace');
const sweep = (path: string): string => fileURLToPath(new URL(path, repositoryRoot));
const u280 = sweep('experiments/papers/flightllm/u280.yaml');

interface Event {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly name?: string; readonly count?: number; readonly cycles?: number };
}

tests(
  'draws the six queues: layers end to end, no queue does two things at once, all of the step is there',
  () =>
    inFolder(async (folder) => {
      const done = await winnow(['trace', u280, '--point', '0', '--out', 't.json', '--json'], {
        cwd: folder,
      });
      assert.is(done.code, 0, done.err);
      const written = JSON.parse(done.out);
      const { traceEvents } = JSON.parse(readFileSync(join(folder, 't.json'), 'utf8')) as {
        traceEvents: Event[];
      };
      const threads = traceEvents.filter(({ name }) => name === 'thread_name').map(({ args }) => args!.name);
      assert.equal([...threads].sort(), ['LD', 'MISC', 'MV', 'ST', 'SYS', 'layers']);
      const work = traceEvents.filter(({ ph }) => ph === 'X');
      assert.is(work.filter(({ tid }) => tid > 0).length, written.events);
      const last = new Map<number, number>();
      for (const { tid, ts, dur } of work) {
        assert.ok(ts >= (last.get(tid) ?? 0) - 1e-5, `thread ${tid} at ${ts}`);
        last.set(tid, ts + dur);
      }
      const layers = work.filter(({ tid }) => tid === 0);
      assert.is(layers.length, written.layers);
      assert.ok(
        layers.some(({ name }) => name.endsWith('softmax')) &&
          !layers.some(({ name }) => name.endsWith('scores')),
      );
      const run = JSON.parse((await winnow(['run', u280, '--point', '0', '--json'])).out);
      const cycles = layers.reduce((sum, { args }) => sum + args!.count! * args!.cycles!, 0);
      // Each layer's cycles are rounded up, an operator's pattern is the expected one.
      assert.ok(Math.abs(cycles / run.metrics.cycles - 1) < 0.002, `${cycles} for ${run.metrics.cycles}`);
    }),
);

tests('some layers only, and mistakes', () =>
  inFolder(async (folder) => {
    const some = await winnow(['trace', u280, '--point', '7', '--layer', 'lm_head', '--json'], {
      cwd: folder,
    });
    assert.is(JSON.parse(some.out).layers, 1);
    const none = await winnow(['trace', u280, '--point', '7', '--layer', 'nothing'], { cwd: folder });
    assert.is(none.code, 2);
    const other = await winnow(['trace', sweep('experiments/quickstart.yaml'), '--point', '0'], {
      cwd: folder,
    });
    assert.is(other.code, 2);
    assert.match(other.err, /systolic keeps no timeline/);
    assert.match(other.err, /dsp-chain/);
  }),
);

tests.run();
