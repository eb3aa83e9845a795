import type { DramParams } from './dramParams.ts';

/**
 * Command-to-command intervals in clocks, derived once. `…S` holds in a rank, `…L` in a bank group, `…Stack` towards
 * another stack of the rank, `…Rank` towards another rank of the channel; no suffix: the same bank.
 */
export interface DramIntervals {
  readonly actAct: number;
  readonly actActL: number;
  readonly actActS: number;
  readonly faw: number;
  readonly aw32: number;
  readonly actRd: number;
  readonly actWr: number;
  readonly actPre: number;
  readonly preAct: number;
  readonly allPreAct: number;
  readonly prePre: number;
  readonly rdPre: number;
  readonly wrPre: number;
  /** Read with auto-precharge to activate. */
  readonly rdpAct: number;
  readonly wrpAct: number;
  readonly rdpRef: number;
  readonly wrpRef: number;
  readonly rdRdS: number;
  readonly rdRdL: number;
  readonly rdRdStack: number;
  readonly rdRdRank: number;
  readonly wrWrS: number;
  readonly wrWrL: number;
  readonly wrWrRank: number;
  readonly rdWr: number;
  readonly rdWrRank: number;
  readonly wrRdS: number;
  readonly wrRdL: number;
  readonly wrRdRank: number;
  readonly preRef: number;
  readonly allPreRef: number;
  readonly actRef: number;
  readonly refAct: number;
  readonly refAllPre: number;
  /** Read command to the last of its data. */
  readonly readData: number;
  readonly busAct: number;
  readonly busPre: number;
  readonly busCol: number;
}

/**
 * Ranks with their own data bus never wait for each other. An interval counts from the last bus clock of the first
 * command to the last bus clock of the second (JEDEC), commands are stamped with their first: hence the offsets.
 */
export function dramIntervals(p: DramParams): DramIntervals {
  const t = p.timing;
  const { activate: a, precharge: q, column: c } = t.command_clocks;
  const oneGroup = p.organization.bank_groups === 1;
  const ccdL = oneGroup ? t.tccd_s : t.tccd_l;
  const ccdLWr = oneGroup ? t.tccd_s : (t.tccd_l_wr ?? t.tccd_l);
  const wrRdS = t.cwl + t.burst + t.twtr_s;
  const rrdL = oneGroup ? t.trrd_s : t.trrd_l;
  const trc = t.trc ?? t.tras + t.trp;
  const shared = p.organization.rank_bus === 'shared' && p.organization.ranks > 1;
  const across = (interval: number) => (shared ? interval : Number.NEGATIVE_INFINITY);
  const rdWr = t.trtw ?? t.cl + t.burst + 2 - t.cwl;
  const wrPre = t.cwl + t.burst + t.twr;
  return {
    actAct: trc,
    actActL: Math.max(rrdL, t.trrd_s),
    actActS: t.trrd_s,
    faw: t.tfaw,
    aw32: t.t32aw,
    actRd: t.trcd_rd + a - c,
    actWr: t.trcd_wr + a - c,
    actPre: t.tras + a - q,
    preAct: t.trp + q - a,
    allPreAct: (t.trp_all ?? t.trp) + q - a,
    prePre: t.tppd,
    rdPre: t.trtp + c - q,
    wrPre: wrPre + c - q,
    rdpAct: t.burst + t.trtp + t.trp + c - a,
    wrpAct: wrPre + t.trp + c - a,
    rdpRef: t.trtp + t.trp + c - q,
    wrpRef: wrPre + t.trp + c - q,
    rdRdS: Math.max(t.burst, t.tccd_s),
    rdRdL: Math.max(t.burst, ccdL, t.tccd_s),
    rdRdStack: Math.max(t.burst, t.tccd_s, t.tccd_r ?? 0),
    rdRdRank: across(t.burst + t.trtrs),
    wrWrS: Math.max(t.burst, t.tccd_s),
    wrWrL: Math.max(t.burst, ccdLWr, t.tccd_s),
    wrWrRank: across(t.burst),
    rdWr,
    rdWrRank: across(t.cl + t.burst + t.trtrs - t.cwl),
    wrRdS,
    wrRdL: oneGroup ? wrRdS : Math.max(wrRdS, t.cwl + (t.array_burst ?? t.burst) + t.twtr_l),
    wrRdRank: across(t.cwl + t.burst + t.trtrs - t.cl),
    preRef: t.trp_ref ?? t.trp,
    allPreRef: t.trp,
    actRef: t.refresh_after_activate ? trc + a - q : 0,
    refAct: t.trfc + q - a,
    refAllPre: t.trfc,
    readData: t.cl + t.burst,
    busAct: a,
    busPre: q,
    busCol: c,
  };
}
