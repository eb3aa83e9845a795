import * as fc from 'fast-check';
import { runQueues } from '../../../src/dataflow/dspchain/queueMachine.ts';
import {
  LD,
  MISC,
  MM,
  MV,
  programBuilder,
  type QueueProgram,
  ST,
  SYS,
} from '../../../src/dataflow/dspchain/queueProgram.ts';
import { queueShares } from '../../../src/dataflow/dspchain/queueShares.ts';
import { assert, runs, suite } from '../../harness.ts';

const tests = suite('dsp-chain: the queues equal a machine that looks at every tick');

interface Instruction {
  readonly queue: number;
  readonly ticks: number;
  readonly wait: number;
  readonly release: number;
}

/** Six modules, one tick at a time: a counter of tokens for each pair, an instruction or none in each module. */
function reference(list: readonly Instruction[]) {
  const waiting = Array.from({ length: 6 }, (_, q) =>
    list.map((instruction, index) => ({ ...instruction, index })).filter(({ queue }) => queue === q),
  );
  const running: ({ left: number; release: number; index: number } | null)[] = new Array(6).fill(null);
  const tokens = Array.from({ length: 6 }, () => new Array<number>(6).fill(0));
  const start: number[] = new Array(list.length).fill(0);
  const end: number[] = new Array(list.length).fill(0);
  const shares = { compute: 0, load: 0, special: 0, store: 0, sync: 0 };
  let finish = 0;
  for (let tick = 0; ; tick++) {
    let changed = true;
    while (changed) {
      changed = false;
      for (let q = 0; q < 6; q++) {
        const now = running[q];
        if (now != null && now.left === 0) {
          for (let to = 0; to < 6; to++) if ((now.release >> to) & 1) tokens[q]![to]!++;
          end[now.index] = tick;
          finish = tick;
          running[q] = null;
          changed = true;
        }
        const head = waiting[q]![0];
        if (running[q] !== null || head === undefined) continue;
        const wants = [0, 1, 2, 3, 4, 5].filter((from) => (head.wait >> from) & 1);
        if (wants.some((from) => tokens[from]![q] === 0)) continue;
        for (const from of wants) tokens[from]![q]!--;
        waiting[q]!.shift();
        start[head.index] = tick;
        running[q] = { left: head.ticks, release: head.release, index: head.index };
        changed = true;
      }
    }
    if (running.every((now) => now === null)) break;
    if (running[MM] !== null || running[MV] !== null) shares.compute++;
    else if (running[LD] !== null) shares.load++;
    else if (running[MISC] !== null) shares.special++;
    else if (running[ST] !== null) shares.store++;
    else shares.sync++;
    for (const now of running) if (now !== null) now.left--;
  }
  const stuck = waiting.reduce((sum, queue) => sum + queue.length, 0);
  return { finish, start, end, shares, stuck };
}

function programOf(list: readonly Instruction[]): QueueProgram {
  const builder = programBuilder();
  for (const { queue, ticks, wait, release } of list) builder.push(queue, ticks, wait, release);
  return builder.build();
}

const mask = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(1, 2, 4, 8, 16, 32) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 63 }) },
);
const instruction: fc.Arbitrary<Instruction> = fc.record({
  queue: fc.integer({ min: 0, max: 5 }),
  ticks: fc.integer({ min: 0, max: 9 }),
  wait: mask,
  release: mask,
});

/** Tokens are given before they are waited for, as a compiler does: no instruction hangs. */
function sound(list: readonly Instruction[]): Instruction[] {
  const tokens = Array.from({ length: 6 }, () => new Array<number>(6).fill(0));
  return list.map(({ queue, ticks, wait, release }) => {
    let kept = 0;
    for (let from = 0; from < 6; from++)
      if ((wait >> from) & 1 && tokens[from]![queue]! > 0) {
        kept |= 1 << from;
        tokens[from]![queue]!--;
      }
    for (let to = 0; to < 6; to++) if ((release >> to) & 1) tokens[queue]![to]!++;
    return { queue, ticks, wait: kept, release };
  });
}

function compare(list: readonly Instruction[]): number {
  const program = programOf(list);
  const fast = runQueues(program);
  const slow = reference(list);
  assert.is(fast.stuck, slow.stuck);
  if (slow.stuck > 0) return slow.stuck;
  assert.is(fast.finish, slow.finish);
  assert.equal([...fast.start], slow.start);
  assert.equal([...fast.end], slow.end);
  assert.equal(queueShares(program, fast), slow.shares);
  return 0;
}

tests('starts, ends, shares and the finish of sound programs are equal', () => {
  fc.assert(
    fc.property(fc.array(instruction, { minLength: 1, maxLength: 60 }), (list) => {
      assert.is(compare(sound(list)), 0);
    }),
    { numRuns: runs(400) },
  );
});

tests('programs that hang hang with as many instructions left', () => {
  let hung = 0;
  fc.assert(
    fc.property(fc.array(instruction, { minLength: 1, maxLength: 30 }), (list) => {
      if (compare(list) > 0) hung++;
    }),
    { numRuns: runs(300) },
  );
  assert.ok(hung > 20, `${hung} hung`);
});

tests('a load waits for the instruction that frees its buffer', () => {
  const list: Instruction[] = [
    { queue: LD, ticks: 4, wait: 0, release: 1 << MV },
    { queue: MV, ticks: 7, wait: 1 << LD, release: 1 << LD },
    { queue: LD, ticks: 4, wait: 1 << MV, release: 1 << MV },
    { queue: MV, ticks: 7, wait: 1 << LD, release: 1 << ST },
    { queue: ST, ticks: 2, wait: 1 << MV, release: 1 << SYS },
    { queue: SYS, ticks: 1, wait: 1 << ST, release: 0 },
  ];
  const run = runQueues(programOf(list));
  assert.equal([...run.start], [0, 4, 11, 15, 22, 24]);
  assert.is(run.finish, 25);
  compare(list);
});

tests.run();
