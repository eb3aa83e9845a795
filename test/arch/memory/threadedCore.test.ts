import fc from 'fast-check';
import { createThreadedCore, issueNext } from '../../../src/arch/memory/threadedCore.ts';
import { assert, runs, suite } from '../../harness.ts';

const test = suite('threaded core against a cycle-by-cycle one');

/** A program is the latency of each of its instructions. */
const programs = fc.array(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 25 }), {
  minLength: 1,
  maxLength: 7,
});

function slow(list: readonly (readonly number[])[]): [number, number][] {
  const at = list.map(() => 0);
  const busy = list.map(() => 0);
  const trace: [number, number][] = [];
  let turn = 0;
  for (let now = 0; at.some((i, thread) => i < list[thread]!.length); now++) {
    for (let k = 0; k < list.length; k++) {
      const thread = (turn + k) % list.length;
      if (busy[thread]! > 0 || at[thread]! >= list[thread]!.length) continue;
      busy[thread] = list[thread]![at[thread]!]!;
      at[thread]!++;
      trace.push([now, thread]);
      turn = thread + 1;
      break;
    }
    for (let thread = 0; thread < list.length; thread++) if (busy[thread]! > 0) busy[thread]!--;
  }
  return trace;
}

test('the same thread issues in the same cycle', () => {
  fc.assert(
    fc.property(programs, (list) => {
      const core = createThreadedCore(list.length);
      const at = list.map(() => 0);
      list.forEach((program, i) => {
        if (program.length === 0) core.ready[i] = Number.POSITIVE_INFINITY;
      });
      const trace: [number, number][] = [];
      for (let thread = issueNext(core); thread >= 0; thread = issueNext(core)) {
        trace.push([core.clock, thread]);
        const latency = list[thread]![at[thread]!]!;
        at[thread]!++;
        const ended = at[thread]! >= list[thread]!.length;
        core.ready[thread] = ended ? Number.POSITIVE_INFINITY : core.clock + latency;
      }
      assert.equal(trace, slow(list));
      assert.is(core.issued + core.idle, core.clock + 1);
    }),
    { numRuns: runs(400) },
  );
});

test.run();
