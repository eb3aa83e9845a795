import type { DramParams } from '../../../src/arch/dram/dramParams.ts';
import { earliest, type Issued, place } from './protocolRules.ts';
import type { SlowChannel, SlowRequest } from './slowMemory.ts';

/** Reference of scheduler `bank-queues`. Clock t is the one that ends at boundary t + 1. */
export function createSlowBankQueues(p: DramParams): SlowChannel {
  const o = p.organization;
  const c = p.controller;
  const banks = o.ranks * o.stacks * o.bank_groups * o.banks_per_group;
  const perRank = banks / o.ranks;
  const interval = Math.max(1, Math.floor(p.timing.trefi / o.ranks));
  const capacity = o.channels * banks * o.rows * (o.row_bytes / o.request_bytes);
  const log: Issued[] = [];
  const answered = new Map<number, number>();
  const hits = { hit: 0, all: 0 };
  const reads: SlowRequest[] = [];
  const writes: SlowRequest[] = [];
  const queues: SlowRequest[][] = Array.from({ length: banks }, () => []);
  const open: (number | null)[] = new Array(banks).fill(null);
  const streak: number[] = new Array(banks).fill(0);
  const merged = new Map<SlowRequest, SlowRequest[]>();
  let turn = 0;
  let draining = 0;
  let held: SlowRequest | null = null;
  let nextRank = 0;
  let refreshing = -1;
  const due: number[] = [];
  const inside = () => [...reads, ...writes, ...queues.flat()];
  const pending = (address: number, write: boolean) =>
    inside().find((r) => r.write === write && r.address === address);
  const wide = (kind: 'ref' | 'preAll', rank: number) => ({
    kind,
    rank,
    stack: -1,
    group: -1,
    bank: -1,
    row: -1,
    auto: false,
  });
  const command = (kind: 'act' | 'pre' | 'rd' | 'wr', bank: number, row: number, auto = false) => ({
    kind,
    ...place(p, bank),
    row,
    auto,
  });
  const ready = (cmd: Omit<Issued, 't'>, t: number) => earliest(p, log, cmd, false) <= t;

  const refresh = (t: number): boolean => {
    const rank = due[0]!;
    refreshing = rank;
    const mine = open
      .map((row, b) => ({ row, b }))
      .filter(({ row, b }) => row !== null && Math.floor(b / perRank) === rank);
    for (const { b } of mine) {
      const pre = command('pre', b, -1);
      if (!ready(pre, t)) continue;
      log.push({ t, ...pre });
      open[b] = null;
      streak[b] = 0;
      return true;
    }
    if (mine.length > 0 || !ready(wide('ref', rank), t)) return false;
    log.push({ t, ...wide('ref', rank) });
    due.shift();
    refreshing = -1;
    return true;
  };

  const pick = (q: number, t: number): { kind: 'act' | 'pre' | 'column'; r: SlowRequest } | null => {
    const queue = queues[q]!;
    for (const [i, r] of queue.entries()) {
      if (open[q] === null) {
        if (ready(command('act', q, r.row), t)) return { kind: 'act', r };
      } else if (open[q] === r.row) {
        if (!ready(command(r.write ? 'wr' : 'rd', q, r.row), t)) continue;
        const older = queue.slice(0, i);
        if (r.write && older.some((x) => !x.write && x.address % capacity === r.address % capacity)) continue;
        return { kind: 'column', r };
      } else if (i === 0 && ready(command('pre', q, -1), t)) {
        if (streak[q]! >= c.streak_cap || !queue.some((x) => x.row === open[q])) return { kind: 'pre', r };
      }
    }
    return null;
  };

  const round = (t: number, first: 'row' | 'column' | null): 'row' | 'column' | null => {
    for (let k = 1; k <= banks; k++) {
      const q = (turn + k) % banks;
      if (refreshing === Math.floor(q / perRank)) continue;
      const found = pick(q, t);
      if (found === null) continue;
      turn = q;
      const kind = found.kind === 'column' ? 'column' : 'row';
      if (kind === first) return null;
      if (found.kind === 'act') {
        log.push({ t, ...command('act', q, found.r.row) });
        open[q] = found.r.row;
        streak[q] = 0;
      } else if (found.kind === 'pre') {
        log.push({ t, ...command('pre', q, -1) });
        open[q] = null;
        streak[q] = 0;
      } else column(q, found.r, t);
      return kind;
    }
    return null;
  };

  const column = (q: number, r: SlowRequest, t: number): void => {
    const auto = c.page === 'closed';
    log.push({ t, ...command(r.write ? 'wr' : 'rd', q, r.row, auto) });
    hits.all++;
    if (streak[q]! > 0) hits.hit++;
    if (auto) open[q] = null;
    else streak[q]!++;
    queues[q]!.splice(queues[q]!.indexOf(r), 1);
    if (r.write) return;
    const visible = t + p.timing.cl + p.timing.burst + 1;
    for (const x of [r, ...(merged.get(r) ?? [])]) answered.set(x.id, visible);
  };

  const move = (): void => {
    if (
      draining === 0 &&
      (writes.length >= c.write_queue ||
        (writes.length > c.drain_idle && queues.every((q) => q.length === 0)))
    ) {
      if (held !== null && pending(held.address, false) === undefined) held = null;
      if (held === null) draining = writes.length;
    }
    const from = draining > 0 ? writes : reads;
    const r = from.find((x) => queues[x.bank]!.length < c.bank_queue);
    if (r === undefined) return;
    if (draining > 0) {
      if (pending(r.address, false) !== undefined) {
        draining = 0;
        held = r;
        return;
      }
      draining--;
    }
    from.splice(from.indexOf(r), 1);
    queues[r.bank]!.push(r);
  };

  return {
    log,
    answered,
    hits,
    offer(r, boundary) {
      if (r.write ? writes.length >= c.write_queue : reads.length >= c.read_queue) return false;
      r.arrive = boundary;
      if (pending(r.address, true) !== undefined) {
        if (!r.write) answered.set(r.id, boundary + 2);
        return true;
      }
      const equal = r.write ? undefined : pending(r.address, false);
      if (equal !== undefined) merged.set(equal, [...(merged.get(equal) ?? []), r]);
      else (r.write ? writes : reads).push(r);
      return true;
    },
    tick(boundary) {
      const t = boundary - 1;
      if (t > 0 && t % interval === 0) {
        due.push(nextRank);
        nextRank = (nextRank + 1) % o.ranks;
      }
      let kind: 'row' | 'column' | null = null;
      if (due.length > 0 && refresh(t)) kind = 'row';
      if (kind === null) kind = round(t, null);
      if (kind !== null && c.command_bus !== 'single') round(t, kind);
      move();
    },
  };
}
