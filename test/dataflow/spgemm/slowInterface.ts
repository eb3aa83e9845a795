import type { DramParams } from '../../../src/arch/dram/dramParams.ts';
import { slowPort } from '../../arch/dram/slowPort.ts';

/** A memory interface one cycle at a time: `perCycle` units for the oldest requests, a byte being `perByte` of them. */
export interface SlowInterface {
  /** `done` is called in the cycle from which the data may be used. */
  ask(address: number, bytes: number, write: boolean, done: (() => void) | null): void;
  /** Answers of this cycle; before the agents act. */
  answer(now: number): void;
  /** Moves this cycle's units; after the agents have acted. */
  move(now: number): void;
}

export function slowInterface(memory: {
  readonly perCycle: number;
  readonly perByte: number;
  readonly latency: number;
}): SlowInterface {
  interface Request {
    left: number;
    readonly write: boolean;
    readonly done: (() => void) | null;
  }
  const queue: Request[] = [];
  const due = new Map<number, (() => void)[]>();
  return {
    ask: (_address, bytes, write, done) => void queue.push({ left: bytes * memory.perByte, write, done }),
    answer(now) {
      for (const done of due.get(now) ?? []) done();
      due.delete(now);
    },
    move(now) {
      for (let units = memory.perCycle; units > 0 && queue.length > 0; ) {
        const head = queue[0]!;
        const moved = Math.min(units, head.left);
        head.left -= moved;
        units -= moved;
        if (head.left > 0) return;
        queue.shift();
        if (head.done === null) continue;
        const at = now + 1 + (head.write ? 0 : memory.latency);
        due.set(at, [...(due.get(at) ?? []), head.done]);
      }
    },
  };
}

/** The same in front of a DRAM that is stepped clock by clock, `ratio` clocks a cycle. */
export function slowDram(dram: DramParams, perClock: number, ratio: number): SlowInterface {
  const port = slowPort(dram, perClock, ratio);
  const asked: ((() => void) | null)[] = [];
  const due = new Map<number, (() => void)[]>();
  return {
    ask(address, bytes, write, done) {
      port.ask(asked.length, address, bytes, write);
      asked.push(done);
    },
    answer(now) {
      for (const done of due.get(now) ?? []) done();
      due.delete(now);
    },
    move(now) {
      for (const [number, cycle] of port.tick(now)) {
        const done = asked[number]!;
        if (done !== null) due.set(cycle, [...(due.get(cycle) ?? []), done]);
      }
    },
  };
}
