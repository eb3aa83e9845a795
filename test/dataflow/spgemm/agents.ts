import type { ByteClock } from '../../../src/dataflow/spgemm/byteClock.ts';

/** What an agent of the reference machine asks for next. Cores and banks serve whole cycles, memory bytes. */
export type Request =
  | {
      readonly server: string;
      readonly cycles: number | (() => number);
      /** Of the time in the queue, and of that in service (asked when it is over). */
      readonly queue: string;
      readonly reason: string | (() => string);
    }
  /** Posted: somebody else's errand, the agent goes on in the same cycle. */
  | {
      readonly bytes: number;
      readonly at: number;
      readonly write?: boolean;
      readonly posted?: boolean;
      /** Its end is noted in `World.arrived`. */
      readonly token?: number;
      readonly reason: string;
    }
  | { readonly wait: true; readonly reason: string }
  /** Sleeps until the cycle given. */
  | { readonly until: number; readonly reason: string };

export type Agent = Generator<Request, void, void>;

/** Cycles of every agent by reason. */
export type Ledger = Map<string, number>[];

export interface World {
  now: number;
  /** Wakes an agent that waits, in the next cycle. */
  wake(agent: number): void;
  /** What an agent does is called something else from now on. */
  rename(agent: number, reason: string): void;
  readonly ledger: Ledger;
  /** Cycle of the end of each errand with a token, once it is known; and of the last errand. */
  readonly arrived: Map<number, number>;
  lastErrand: number;
}

/** Memory of the reference machine; `tick` simulates a cycle and names who goes on, and when. */
export interface SlowMemory {
  ask(agent: number, at: number, bytes: number, write: boolean): void;
  tick(now: number): (readonly [agent: number, cycle: number])[];
}

/** An interface that moves `perCycle` units a cycle (a byte takes `perByte`) for the oldest requests. */
export function slowInterface(clock: ByteClock): SlowMemory {
  const queue: { agent: number; left: number; write: boolean }[] = [];
  return {
    ask: (agent, _at, bytes, write) => void queue.push({ agent, left: bytes * clock.perByte, write }),
    tick(now) {
      const done: [number, number][] = [];
      for (let units = clock.perCycle; units > 0 && queue.length > 0; ) {
        const head = queue[0]!;
        const moved = Math.min(units, head.left);
        head.left -= moved;
        units -= moved;
        if (head.left > 0) continue;
        queue.shift();
        done.push([head.agent, now + 1 + (head.write ? 0 : clock.latency)]);
      }
      return done;
    },
  };
}

/**
 * One cycle at a time: agents whose turn it is ask in the order of their numbers; every server then works one cycle on
 * the oldest request it has.
 */
export function runAgents(make: (world: World) => Agent[], memory: SlowMemory): World {
  interface Pending {
    agent: number;
    left: number;
    cycles: (() => number) | null;
  }
  const queues = new Map<string, Pending[]>();
  const ready = new Map<number, Set<number>>();
  const since: number[] = [];
  const started: number[] = [];
  const asked: (Request | null)[] = [];
  const waiting = new Set<number>();
  let errands = 0;
  const at = (cycle: number, agent: number): void => {
    if (!ready.has(cycle)) ready.set(cycle, new Set());
    ready.get(cycle)!.add(agent);
  };
  const world: World = {
    now: 0,
    ledger: [],
    arrived: new Map(),
    lastErrand: 0,
    wake(agent) {
      if (!waiting.delete(agent)) throw new Error(`agent ${agent} does not wait`);
      at(world.now + 1, agent);
    },
    rename(agent, reason) {
      const ledger = world.ledger[agent]!;
      const last = asked[agent] as { reason: string };
      ledger.set(last.reason, (ledger.get(last.reason) ?? 0) + world.now - since[agent]!);
      since[agent] = world.now;
      asked[agent] = { wait: true, reason };
    },
  };
  const agents = make(world);
  agents.forEach((_, i) => {
    world.ledger.push(new Map());
    since.push(0);
    started.push(0);
    asked.push(null);
    at(0, i);
  });
  let alive = agents.length;
  for (; alive > 0 || errands > 0; world.now++) {
    if (world.now > 5_000_000) throw new Error('the reference machine does not end');
    const turn = [...(ready.get(world.now) ?? [])].sort((x, y) => x - y);
    ready.delete(world.now);
    for (const agent of turn) {
      const ledger = world.ledger[agent]!;
      const book = (reason: string, cycles: number): void =>
        void ledger.set(reason, (ledger.get(reason) ?? 0) + cycles);
      const last = asked[agent]!;
      if (last !== null && 'server' in last) {
        book(last.queue, started[agent]! - since[agent]!);
        book(typeof last.reason === 'string' ? last.reason : last.reason(), world.now - started[agent]!);
      } else if (last !== null) book(last.reason, world.now - since[agent]!);
      let { value, done } = agents[agent]!.next();
      while (
        done !== true &&
        'bytes' in (value as Request) &&
        (value as { posted?: boolean }).posted === true
      ) {
        errands++;
        const errand = value as Extract<Request, { bytes: number }>;
        memory.ask(
          errand.token === undefined ? -1 : -2 - errand.token,
          errand.at,
          errand.bytes,
          errand.write === true,
        );
        ({ value, done } = agents[agent]!.next());
      }
      since[agent] = world.now;
      if (done === true) {
        alive--;
        if (alive === 0 && errands === 0) return world;
        continue;
      }
      const request = value as Request;
      asked[agent] = request;
      if ('wait' in request) waiting.add(agent);
      else if ('until' in request) at(request.until, agent);
      else if ('bytes' in request) memory.ask(agent, request.at, request.bytes, request.write === true);
      else {
        const { cycles } = request;
        const lazy = typeof cycles === 'number' ? () => cycles : cycles;
        const queue = queues.get(request.server) ?? [];
        queues.set(request.server, queue);
        queue.push({ agent, left: 0, cycles: lazy });
      }
    }
    for (const queue of queues.values()) {
      const head = queue[0];
      if (head === undefined) continue;
      if (head.cycles !== null) {
        head.left = head.cycles();
        head.cycles = null;
        started[head.agent] = world.now;
      }
      head.left--;
      if (head.left === 0) {
        queue.shift();
        at(world.now + 1, head.agent);
      }
    }
    for (const [agent, cycle] of memory.tick(world.now)) {
      if (agent >= 0) at(cycle, agent);
      else if (agent < -1) world.arrived.set(-2 - agent, cycle);
      if (agent < 0) errands--;
      if (agent === -1) world.lastErrand = Math.max(world.lastErrand, cycle);
    }
  }
  return world;
}
