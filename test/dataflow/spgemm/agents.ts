/** What an agent of the reference machine asks for next. Cores and banks serve whole cycles, memory bytes. */
export type Request =
  | {
      readonly server: string;
      readonly cycles: number | (() => number);
      /** Of the time in the queue, and of that in service (asked when it is over). */
      readonly queue: string;
      readonly reason: string | (() => string);
    }
  | { readonly bytes: number; readonly latency: number; readonly reason: string }
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
  readonly ledger: Ledger;
}

/**
 * One cycle at a time: agents whose turn it is ask in the order of their numbers; every server then works one cycle on
 * the oldest request it has, and memory moves `perCycle` units (a byte takes `perByte`) for the oldest ones.
 */
export function runAgents(
  make: (world: World) => Agent[],
  memory: { readonly perCycle: number; readonly perByte: number },
): World {
  interface Pending {
    agent: number;
    left: number;
    cycles: (() => number) | null;
    latency: number;
  }
  const queues = new Map<string, Pending[]>();
  const dram: Pending[] = [];
  const ready = new Map<number, Set<number>>();
  const since: number[] = [];
  const started: number[] = [];
  const asked: (Request | null)[] = [];
  const waiting = new Set<number>();
  const at = (cycle: number, agent: number): void => {
    if (!ready.has(cycle)) ready.set(cycle, new Set());
    ready.get(cycle)!.add(agent);
  };
  const world: World = {
    now: 0,
    ledger: [],
    wake(agent) {
      if (!waiting.delete(agent)) throw new Error(`agent ${agent} does not wait`);
      at(world.now + 1, agent);
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
  for (; alive > 0; world.now++) {
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
      const { value, done } = agents[agent]!.next();
      since[agent] = world.now;
      if (done === true) {
        alive--;
        if (alive === 0) return world;
        continue;
      }
      const request = value as Request;
      asked[agent] = request;
      if ('wait' in request) waiting.add(agent);
      else if ('until' in request) at(request.until, agent);
      else if ('bytes' in request)
        dram.push({
          agent,
          left: request.bytes * memory.perByte,
          cycles: null,
          latency: request.latency,
        });
      else {
        const { cycles } = request;
        const lazy = typeof cycles === 'number' ? () => cycles : cycles;
        const queue = queues.get(request.server) ?? [];
        queues.set(request.server, queue);
        queue.push({ agent, left: 0, cycles: lazy, latency: 0 });
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
    for (let units = memory.perCycle; units > 0 && dram.length > 0; ) {
      const head = dram[0]!;
      const moved = Math.min(units, head.left);
      head.left -= moved;
      units -= moved;
      if (head.left === 0) {
        dram.shift();
        if (head.agent >= 0) at(world.now + 1 + head.latency, head.agent);
      }
    }
  }
  return world;
}
