import type { DramParams } from '../../../src/arch/dram/dramParams.ts';
import { earliest, type Issued, place } from './protocolRules.ts';
import type { SlowChannel, SlowRequest } from './slowMemory.ts';

type Kind = 'act' | 'pre' | 'rd' | 'wr';

/** Reference of scheduler `oldest-ready`. The clock that ends at boundary T is numbered T. */
export function createSlowOldestReady(p: DramParams): SlowChannel {
  const o = p.organization;
  const c = p.controller;
  const banks = o.ranks * o.stacks * o.bank_groups * o.banks_per_group;
  const perRank = banks / o.ranks;
  const log: Issued[] = [];
  const answered = new Map<number, number>();
  const hits = { hit: 0, all: 0 };
  const buffers: [SlowRequest[], SlowRequest[]] = [[], []];
  const active: SlowRequest[] = [];
  const open: (number | 'half' | null)[] = new Array(banks).fill(null);
  const due: number[] = [];
  let half: { r: SlowRequest; deadline: number } | null = null;
  let cas: { r: SlowRequest; active: boolean } | null = null;
  let wckUntil = 0;
  let mode = 0;
  let lastVisible = 0;
  const rankOf = (bank: number) => Math.floor(bank / perRank);
  const wide = (kind: 'ref' | 'preAll', rank: number) => ({
    kind,
    rank,
    stack: -1,
    group: -1,
    bank: -1,
    row: -1,
    auto: false,
  });
  const command = (kind: Kind, bank: number, row: number) => ({ kind, ...place(p, bank), row, auto: false });
  const ready = (cmd: Omit<Issued, 't'>, t: number) => earliest(p, log, cmd, true) <= t;
  const answer = (r: SlowRequest, visible: number) => {
    lastVisible = Math.max(lastVisible, visible);
    answered.set(r.id, lastVisible);
  };
  /** The next command that a request needs; null while its bank is half open. */
  const needs = (r: SlowRequest): Kind | null => {
    const row = open[r.bank]!;
    if (row === 'half') return null;
    if (row === null) return 'act';
    return row === r.row ? (r.write ? 'wr' : 'rd') : 'pre';
  };
  const reviewMode = () => {
    const [reads, writes] = buffers;
    if (mode === 0) {
      if (writes.length > c.drain_high * c.write_queue || reads.length === 0) mode = 1;
    } else if (writes.length < c.drain_low * c.write_queue && reads.length !== 0) mode = 0;
  };
  const first = (list: readonly SlowRequest[]) =>
    list.reduce<SlowRequest | null>((best, r) => (best === null || r.id < best.id ? r : best), null);
  const oldestActive = (t: number) =>
    first(active.filter((r) => ready(command(r.write ? 'wr' : 'rd', r.bank, r.row), t)));
  const oldestOf = (t: number, kinds: readonly Kind[]) => {
    const buffer = buffers[mode as 0 | 1];
    const legal = buffer.filter((r) => {
      const kind = needs(r);
      if (kind === null || !kinds.includes(kind)) return false;
      if (kind === 'pre') {
        if (active.some((x) => x.bank === r.bank)) return false;
        if (buffer.some((x) => x.bank === r.bank && x.row === open[r.bank] && x.arrive <= r.arrive))
          return false;
      }
      return ready(command(kind, r.bank, r.row), t);
    });
    return first(legal);
  };
  const classify = (r: SlowRequest, hit: boolean) => {
    if (r.seen) return;
    r.seen = true;
    hits.all++;
    if (hit) hits.hit++;
  };
  const column = (r: SlowRequest, t: number) => {
    log.push({ t, ...command(r.write ? 'wr' : 'rd', r.bank, r.row) });
    if (!r.write) answer(r, t + p.timing.cl + p.timing.burst);
    if (c.wck_postamble >= 0)
      wckUntil = Math.max(
        wckUntil,
        t + (r.write ? p.timing.cwl : p.timing.cl) + p.timing.burst + c.wck_postamble,
      );
  };
  const leave = (r: SlowRequest) => {
    const buffer = buffers[r.write ? 1 : 0];
    buffer.splice(buffer.indexOf(r), 1);
  };
  const issue = (r: SlowRequest, t: number) => {
    const kind = needs(r)!;
    classify(r, kind === 'rd' || kind === 'wr');
    if (kind === 'pre') {
      log.push({ t, ...command('pre', r.bank, -1) });
      open[r.bank] = null;
      return;
    }
    leave(r);
    if (kind !== 'act') {
      column(r, t);
      return;
    }
    log.push({ t, ...command('act', r.bank, r.row) });
    if (c.split_activate > 0) {
      open[r.bank] = 'half';
      half = { r, deadline: t + c.split_activate };
    } else {
      open[r.bank] = r.row;
      active.push(r);
    }
  };
  const issueActive = (r: SlowRequest, t: number) => {
    active.splice(active.indexOf(r), 1);
    column(r, t);
  };
  const refresh = (t: number, refreshToo: boolean): boolean => {
    const rank = due[0]!;
    const mine = open.map((row, b) => ({ row, b })).filter(({ b }) => rankOf(b) === rank);
    if (mine.some(({ row }) => row !== null)) {
      if (active.some((r) => rankOf(r.bank) === rank) || mine.some(({ row }) => row === 'half')) return false;
      if (!ready(wide('preAll', rank), t)) return false;
      log.push({ t, ...wide('preAll', rank) });
      for (const { b } of mine) open[b] = null;
      return true;
    }
    if (!refreshToo || !ready(wide('ref', rank), t)) return false;
    log.push({ t, ...wide('ref', rank) });
    due.shift();
    return true;
  };
  const select = (t: number, kinds: readonly Kind[]): boolean => {
    if (kinds.includes('rd')) {
      const r = oldestActive(t);
      if (r !== null) {
        issueActive(r, t);
        return true;
      }
    }
    if (due.length > 0) return kinds.includes('pre') && refresh(t, kinds.includes('act'));
    reviewMode();
    const r = oldestOf(t, kinds);
    if (r !== null) issue(r, t);
    return r !== null;
  };
  const finishHalf = () => {
    if (half === null) return;
    open[half.r.bank] = half.r.row;
    active.push(half.r);
    half = null;
  };
  const lowPower = (t: number) => {
    if (half !== null && half.deadline <= t) return finishHalf();
    if (cas !== null) {
      const { r, active: isActive } = cas;
      cas = null;
      if (isActive) issueActive(r, t);
      else issue(r, t);
      return;
    }
    let r = oldestActive(t);
    const isActive = r !== null;
    if (!isActive && due.length > 0) {
      if (refresh(t, true)) return;
    } else if (!isActive) {
      reviewMode();
      r = oldestOf(t, half === null ? ['act', 'pre', 'rd', 'wr'] : ['pre', 'rd', 'wr']);
    }
    if (r === null) return finishHalf();
    const kind = needs(r);
    if ((kind === 'rd' || kind === 'wr') && c.wck_postamble >= 0 && t >= wckUntil) {
      if (half !== null && half.deadline <= t + 1) return finishHalf();
      cas = { r, active: isActive };
      return;
    }
    if (isActive) issueActive(r, t);
    else issue(r, t);
  };
  return {
    log,
    answered,
    hits,
    offer(r, boundary) {
      r.arrive = boundary;
      if (buffers[1].some((w) => w.address === r.address)) {
        if (!r.write) answer(r, boundary + 1);
        return true;
      }
      if (buffers[r.write ? 1 : 0].length >= (r.write ? c.write_queue : c.read_queue)) return false;
      buffers[r.write ? 1 : 0].push(r);
      return true;
    },
    tick(t) {
      if (t % p.timing.trefi === 0) for (let r = 0; r < o.ranks; r++) due.push(r);
      if (c.command_bus === 'split') {
        if (c.ticks_per_clock === 2 && t % 2 === 0) select(t, ['pre']);
        else {
          select(t, ['rd', 'wr']);
          select(t, ['act', 'pre']);
        }
      } else if (c.split_activate > 0 || c.wck_postamble >= 0) lowPower(t);
      else select(t, ['act', 'pre', 'rd', 'wr']);
    },
  };
}
