import type { DramParams } from '../../../src/arch/dram/dramParams.ts';

/** A command as the reference and the checker see it. Rank-wide commands carry bank -1. */
export interface Issued {
  readonly t: number;
  readonly kind: 'act' | 'pre' | 'preAll' | 'rd' | 'wr' | 'ref';
  readonly rank: number;
  readonly stack: number;
  readonly group: number;
  readonly bank: number;
  readonly row: number;
  readonly auto: boolean;
}

/** Flat bank of a channel → its place; groups are numbered through the channel. */
export function place(p: DramParams, bank: number) {
  const o = p.organization;
  const group = Math.floor(bank / o.banks_per_group);
  const stack = Math.floor(group / o.bank_groups);
  return { rank: Math.floor(stack / o.stacks), stack, group, bank };
}

/** The JEDEC interval from one command to another, counted from first bus clock to first bus clock; null: free. */
export function interval(p: DramParams, a: Issued, b: Omit<Issued, 't'>): number | null {
  const t = p.timing;
  const oneGroup = p.organization.bank_groups === 1;
  const clocks = { act: t.command_clocks.activate, rd: t.command_clocks.column, wr: t.command_clocks.column };
  const length = (kind: Issued['kind']) =>
    kind === 'act' || kind === 'rd' || kind === 'wr' ? clocks[kind] : t.command_clocks.precharge;
  const shift = length(a.kind) - length(b.kind);
  const column = (k: Issued['kind']) => k === 'rd' || k === 'wr';
  const writeEnd = t.cwl + t.burst + t.twr;
  const trc = t.trc ?? t.tras + t.trp;
  const closes = a.auto ? (a.kind === 'wr' ? writeEnd + t.trp : t.burst + t.trtp + t.trp) : null;
  if (a.rank !== b.rank) {
    if (p.organization.rank_bus === 'own' || !column(a.kind) || !column(b.kind)) return null;
    if (a.kind === 'rd') return b.kind === 'rd' ? t.burst + t.trtrs : t.cl + t.burst + t.trtrs - t.cwl;
    return b.kind === 'wr' ? t.burst : t.cwl + t.burst + t.trtrs - t.cl;
  }
  const sameBank = a.bank >= 0 && a.bank === b.bank;
  const sameGroup = a.bank >= 0 && b.bank >= 0 && a.group === b.group;
  const precharge = (k: Issued['kind']) => k === 'pre' || k === 'preAll';
  if (b.kind === 'act') {
    if (a.kind === 'act') {
      const l = oneGroup ? t.trrd_s : Math.max(t.trrd_l, t.trrd_s);
      return sameBank ? Math.max(trc, l) : sameGroup ? l : t.trrd_s;
    }
    if (a.kind === 'pre') return sameBank ? t.trp + shift : null;
    if (a.kind === 'preAll') return (t.trp_all ?? t.trp) + shift;
    if (a.kind === 'ref') return t.trfc + shift;
    return sameBank && closes !== null ? closes + shift : null;
  }
  if (column(b.kind)) {
    if (a.kind === 'act') return sameBank ? (b.kind === 'rd' ? t.trcd_rd : t.trcd_wr) + shift : null;
    if (!column(a.kind)) return null;
    if (a.kind === 'rd' && b.kind === 'wr') return t.trtw ?? t.cl + t.burst + 2 - t.cwl;
    if (a.kind === 'wr' && b.kind === 'rd') {
      const s = t.cwl + t.burst + t.twtr_s;
      return sameGroup && !oneGroup ? Math.max(s, t.cwl + (t.array_burst ?? t.burst) + t.twtr_l) : s;
    }
    const s = Math.max(t.burst, t.tccd_s);
    if (a.stack !== b.stack)
      return Math.max(s, a.kind === 'rd' ? Math.max(t.burst, t.tccd_r ?? t.tccd_s) : 0);
    if (!sameGroup || oneGroup) return s;
    return Math.max(s, a.kind === 'wr' ? (t.tccd_l_wr ?? t.tccd_l) : t.tccd_l);
  }
  if (precharge(b.kind)) {
    const mine = sameBank || b.kind === 'preAll';
    if (a.kind === 'act') return mine ? t.tras + shift : null;
    if (a.kind === 'rd' || a.kind === 'wr')
      return mine && !a.auto ? (a.kind === 'rd' ? t.trtp : writeEnd) + shift : null;
    if (precharge(a.kind)) return t.tppd > 0 && !sameBank ? t.tppd : null;
    return b.kind === 'preAll' ? t.trfc : null;
  }
  if (a.kind === 'pre') return t.trp_ref ?? t.trp;
  if (a.kind === 'preAll') return t.trp;
  if (a.kind === 'act') return t.refresh_after_activate ? trc + shift : 0;
  if (a.kind === 'ref') return t.trfc;
  return closes === null ? null : (a.kind === 'wr' ? writeEnd + t.trp : t.trtp + t.trp) + shift;
}

/** First clock at which `b` breaks no rule of the history: pairs, activation windows, command buses. */
export function earliest(
  p: DramParams,
  history: readonly Issued[],
  b: Omit<Issued, 't'>,
  buses: boolean,
): number {
  let at = Number.NEGATIVE_INFINITY;
  const activates: number[] = [];
  const rowSide = (k: Issued['kind']) => k !== 'rd' && k !== 'wr';
  for (const a of history) {
    const gap = interval(p, a, b);
    if (gap !== null) at = Math.max(at, a.t + gap);
    if (a.kind === 'act' && a.rank === b.rank) activates.push(a.t);
    if (buses && (p.controller.command_bus !== 'split' || rowSide(a.kind) === rowSide(b.kind))) {
      const c = p.timing.command_clocks;
      at = Math.max(at, a.t + (a.kind === 'act' ? c.activate : rowSide(a.kind) ? c.precharge : c.column));
    }
  }
  if (b.kind === 'act') {
    const fourth = activates.at(-4);
    if (fourth !== undefined) at = Math.max(at, fourth + p.timing.tfaw);
    const last32 = activates.at(-32);
    if (last32 !== undefined && p.timing.t32aw > 0) at = Math.max(at, last32 + p.timing.t32aw);
  }
  return at;
}
