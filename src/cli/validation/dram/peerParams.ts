import { type DramParams, dramParams } from '../../../arch/dram/dramParams.ts';
import type { ArrivalProcess } from '../../../arch/dram/replay.ts';

type Row = Readonly<Record<string, string>>;

/**
 * Timing that DRAMsim3's part files hold and the columns don't (configs/*.ini at commit 2981759): rank switch tRTRS,
 * precharge spacing tPPD, 32-activate window t32AW. The simulator's defaults are 2, 0 and none.
 */
const partFiles: Readonly<Record<string, { trtrs?: number; tppd?: number; t32aw?: number }>> = {
  'DDR4_8Gb_x8_2400.ini': { trtrs: 1 },
  'DDR4_8Gb_x16_3200.ini': { trtrs: 1 },
  'LPDDR4_8Gb_x16_2400.ini': { trtrs: 1, tppd: 2 },
  'GDDR6_8Gb_x16.ini': { trtrs: 1, tppd: 2, t32aw: 420 },
};

/** The configuration of a peer's row as Winnow parameters. */
export function peerParams(row: Row): DramParams {
  const n = (name: string) => Number(row[name]);
  const ramulator = (row['simulator'] ?? '').startsWith('Ramulator');
  const channels = n('channels');
  const pseudo = n('pseudo_channels');
  const timing = {
    burst: n('model_burst_cycles'),
    cl: n('CL'),
    cwl: n('CWL'),
    trcd_rd: n('tRCDRD'),
    trcd_wr: n('tRCDWR'),
    trp: n('tRP'),
    tras: n('tRAS'),
    tccd_s: n('tCCD_S'),
    tccd_l: n('tCCD_L'),
    trrd_s: n('tRRD_S'),
    trrd_l: n('tRRD_L'),
    tfaw: n('tFAW'),
    twtr_s: n('tWTR_S'),
    twtr_l: n('tWTR_L'),
    twr: n('tWR'),
    trtp: n('tRTP'),
    trefi: n('tREFI'),
    trfc: n('tRFC'),
  };
  const queue = (row['trans_queue_per_channel'] ?? '').match(/(\d+)(?:\s*rd\s*\+\s*(\d+)\s*wr)?/);
  const common = {
    name: row['config_id'] ?? 'row',
    protocol: row['protocol'] ?? '',
    source: `${row['simulator']} ${row['sim_commit']}: ${row['shipped_config']}`,
    clock_hz: 1e9 / n('tCK_ns'),
    organization: {
      channels,
      ranks: n('ranks') * pseudo,
      rank_bus: pseudo > 1 ? ('own' as const) : ('shared' as const),
      stacks: n('sids'),
      bank_groups: n('bankgroups'),
      banks_per_group: n('banks_per_group'),
      rows: n('rows'),
      row_bytes: n('row_bytes_per_rank'),
      request_bytes: n('request_bytes'),
    },
  };
  const controller = {
    page: row['row_policy'] === 'CLOSE_PAGE' ? ('closed' as const) : ('open' as const),
    read_queue: Number(queue?.[1] ?? 32),
    write_queue: Number(queue?.[2] ?? queue?.[1] ?? 32),
  };
  return dramParams.parse(
    ramulator
      ? { ...common, ...ramulatorParts(row, timing, controller) }
      : { ...common, ...dramsimParts(row, timing, controller) },
  );
}

type Timing = Record<string, number>;
type Controller = Record<string, unknown>;

function dramsimParts(row: Row, timing: Timing, controller: Controller) {
  const part = partFiles[row['shipped_config'] ?? ''] ?? {};
  const trtrs = part.trtrs ?? 2;
  const cap = (row['scheduler'] ?? '').match(/streak cap (\d+)/);
  return {
    timing: {
      ...timing,
      trtrs,
      trtw: timing['cl']! + timing['burst']! - timing['cwl']! + trtrs,
      tppd: part.tppd ?? 0,
      t32aw: part.t32aw ?? 0,
      refresh_after_activate: false,
    },
    address_mapping: row['address_mapping_msb_to_lsb'],
    controller: {
      ...controller,
      scheduler: 'bank-queues',
      bank_queue: Number(row['cmd_queue_per_bank'] || 8),
      streak_cap: Number(cap?.[1] ?? 4),
      refresh: 'staggered',
      command_bus: (row['protocol'] ?? '').startsWith('HBM') ? 'paired' : 'single',
    },
  };
}

interface Standard {
  /** Bus clocks of an activate, a precharge, a column command. */
  readonly clocks?: readonly [number, number, number];
  readonly split?: true;
  readonly half?: true;
  /** Idle data-bus clocks between read and write data; 2 by default. */
  readonly turnaround?: number;
  readonly refreshAfterPrecharge?: number;
}

/** Command clocks and buses by standard, as Ramulator 2.1 models them (python/ramulator/dram/*.py). */
const standards: Readonly<Record<string, Standard>> = {
  DDR5: { clocks: [2, 1, 2], turnaround: 4 },
  // Refresh follows a single-bank precharge without tRP there: only the all-bank precharge has the constraint.
  GDDR6: { refreshAfterPrecharge: 0 },
  HBM2: { clocks: [2, 1, 1], split: true },
  HBM3: { clocks: [3, 1, 2], split: true, half: true },
};

function ramulatorParts(row: Row, timing: Timing, controller: Controller) {
  const other: Record<string, string> = JSON.parse(row['other_timing'] || '{}');
  const stated = (key: string) => (other[key] === undefined ? undefined : Number(other[key]));
  const protocol = row['protocol'] ?? '';
  const standard = standards[protocol] ?? {};
  const [activate, precharge, column] = standard.clocks ?? [1, 1, 1];
  const watermarks = (row['scheduler'] ?? '').match(/watermarks ([\d.]+)\/([\d.]+)/);
  const xor = /XOR/.test(row['address_mapping_msb_to_lsb'] ?? '');
  const gap = timing['cl']! + timing['burst']! + (standard.turnaround ?? 2) - timing['cwl']!;
  // GDDR6: CL + 1, whatever the write latency.
  const trtw = stated('nRTW') ?? (protocol === 'GDDR6' ? timing['cl']! + 1 : gap);
  const optional = {
    trc: stated('nRC'),
    trp_all: stated('nRPab'),
    tccd_l_wr: stated('nCCDL_WR'),
    tccd_r: stated('nCCDR'),
    array_burst: stated('nBL_max'),
    trtrs: stated('nCS'),
    tppd: stated('nPPD'),
    trp_ref: standard.refreshAfterPrecharge,
  };
  return {
    timing: {
      ...timing,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      trtw,
      command_clocks: { activate, precharge, column },
    },
    address_mapping: xor ? 'ro co ba bg si ra co2 ch ^co' : 'ro ba bg si ra co ch',
    controller: {
      ...controller,
      scheduler: 'oldest-ready',
      drain_low: Number(watermarks?.[1] ?? 0.2),
      drain_high: Number(watermarks?.[2] ?? 0.8),
      refresh: 'together',
      command_bus: standard.split ? 'split' : 'single',
      ticks_per_clock: standard.half ? 2 : 1,
      split_activate: stated('nAAD') ?? 0,
      wck_postamble: stated('nWCKPST') ?? -1,
    },
  };
}

export function peerArrival(row: Row): ArrivalProcess {
  const limit = row['max_outstanding_reads'];
  return {
    issue_per_clock: Number(row['issue_per_clk_max'] || 1),
    outstanding_reads: limit === undefined || limit === '' ? Number.POSITIVE_INFINITY : Number(limit),
    gap: Number(row['min_gap_cycles'] || 0),
  };
}
