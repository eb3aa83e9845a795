import * as z from 'zod';
import { DiagnosticError } from '../../core/diagnostic.ts';
import { addressMapping } from './addressMapping.ts';

const count = (description: string) => z.int().positive().max(1_048_576).meta({ description });
const clocks = (description: string, least = 0) =>
  z.int().min(least).max(1_000_000).meta({ description, unit: 'memory clocks' });

/** What a channel is made of. A pseudo-channel is a rank with its own data bus; a stack is a SID of an HBM3 channel. */
export const dramOrganization = z.strictObject({
  channels: count('Independent channels'),
  ranks: count('Ranks, or pseudo-channels, of a channel: the unit of refresh, tFAW and bus turnaround'),
  rank_bus: z
    .enum(['shared', 'own'])
    .default('shared')
    .meta({ description: 'Do the ranks share the data bus, or has each its own (pseudo-channels)' }),
  stacks: count('Stack ids (SID) of a rank').default(1),
  bank_groups: count('Bank groups of a rank or stack'),
  banks_per_group: count('Banks of a group'),
  rows: count('Rows of a bank'),
  row_bytes: count('Bytes of one row of one bank, over all chips of the rank'),
  request_bytes: count('Bytes of one burst: the unit of every request'),
});

/** JEDEC intervals, in memory clocks (`clock_hz` of the preset; half clocks where `ticks_per_clock` is 2). */
const intervals = z.strictObject({
  burst: clocks('Data bus clocks of one burst', 1),
  cl: clocks('Read command to data', 1),
  cwl: clocks('Write command to data'),
  trcd_rd: clocks('Activate to read'),
  trcd_wr: clocks('Activate to write'),
  trp: clocks('Precharge to activate', 1),
  trp_all: clocks('All-bank precharge to activate; tRP by default').optional(),
  trp_ref: clocks('Precharge of one bank to refresh; tRP by default').optional(),
  tras: clocks('Activate to precharge'),
  trc: clocks('Activate to activate of one bank; tRAS + tRP by default').optional(),
  tccd_s: clocks('Column command to column command, other bank group'),
  tccd_l: clocks('Column command to column command, same bank group'),
  tccd_l_wr: clocks('Write to write, same bank group; tCCD_L by default').optional(),
  tccd_r: clocks('Read to read of another stack; tCCD_S by default').optional(),
  trrd_s: clocks('Activate to activate, other bank group'),
  trrd_l: clocks('Activate to activate, same bank group'),
  tfaw: clocks('Window of at most four activates of a rank'),
  t32aw: clocks('Window of at most 32 activates of a rank (GDDR); 0: none').default(0),
  twtr_s: clocks('End of write data to read, other bank group'),
  twtr_l: clocks('End of write data to read, same bank group'),
  twr: clocks('End of write data to precharge'),
  trtp: clocks('Read to precharge'),
  trefi: clocks('Average refresh interval', 1),
  trfc: clocks('Refresh to activate'),
  tppd: clocks('Precharge to precharge of a rank; 0: none').default(0),
  trtw: clocks('Read to write command; CL + burst + 2 - CWL by default').optional(),
  trtrs: clocks('Idle data bus clocks when the rank changes').default(2),
  array_burst: clocks('Burst length that same-group write to read counts; burst by default').optional(),
  refresh_after_activate: z
    .boolean()
    .default(true)
    .meta({ description: 'Refresh waits tRC from the last activate, not only tRP from the precharge' }),
  command_clocks: z
    .strictObject({ activate: clocks('', 1), precharge: clocks('', 1), column: clocks('', 1) })
    .default({ activate: 1, precharge: 1, column: 1 })
    .meta({ description: 'Clocks that a command keeps its bus; intervals count from its last clock' }),
});

/**
 * The least refresh interval in which a bank still answers: a refresh waits until the row opened or written just before
 * is closed, takes tRFC, and leaves tRCD to open a row for a column command. Below it refreshes can close every row unused.
 */
const leastRefreshInterval = (t: z.output<typeof intervals>): number =>
  t.trfc +
  Math.max(t.trc ?? t.tras + t.trp, t.cwl + t.burst + t.twr + t.trp) +
  Math.max(t.trcd_rd, t.trcd_wr) +
  1;

export const dramTiming = intervals.superRefine((t, context) => {
  const least = leastRefreshInterval(t);
  if (t.trefi >= least) return;
  context.addIssue({
    code: 'custom',
    path: ['trefi'],
    message: `leaves no time between refreshes: ${least} clocks at least with this tRFC, tRC, write recovery and tRCD`,
  });
});

/** How the controller orders commands. The two schedulers are those of DRAMsim3 and of Ramulator 2.1. */
export const dramController = z.strictObject({
  scheduler: z.enum(['bank-queues', 'oldest-ready']).meta({
    description:
      'bank-queues: round robin over per-bank command queues fed by a transaction queue; ' +
      'oldest-ready: the oldest request whose next command is legal, row hits protected from younger conflicts',
  }),
  page: z.enum(['open', 'closed']).default('open').meta({ description: 'Row buffer policy' }),
  read_queue: count('Entries of the read queue of a channel'),
  write_queue: count('Entries of the write queue of a channel'),
  bank_queue: count('bank-queues: entries of one command queue').default(8),
  streak_cap: count(
    'bank-queues: column commands of an open row before a waiting conflict may close it',
  ).default(4),
  drain_idle: z.int().min(0).default(8).meta({
    description: 'bank-queues: writes drain when more than this wait and no command does, or when full',
  }),
  drain_low: z.number().min(0).max(1).default(0.2).meta({ description: 'oldest-ready: back to reads below' }),
  drain_high: z.number().min(0).max(1).default(0.8).meta({ description: 'oldest-ready: writes drain above' }),
  refresh: z.enum(['staggered', 'together']).meta({
    description:
      'staggered: ranks refresh in turn, open banks are precharged one by one; ' +
      'together: all ranks at once, with an all-bank precharge, and no new request starts meanwhile',
  }),
  command_bus: z
    .enum(['single', 'split', 'paired'])
    .default('single')
    .meta({
      description:
        'single: one command a clock; split: a column and a row command a clock, each on its own bus; ' +
        'paired: a second command a clock when one of the two is a column command',
    }),
  ticks_per_clock: z
    .int()
    .min(1)
    .max(2)
    .default(1)
    .meta({ description: '2: time is in half clocks; only precharges may use the second half' }),
  split_activate: clocks(
    'Clocks within which the second half of an activate follows; 0: one command',
  ).default(0),
  wck_postamble: z.int().min(-1).default(-1).meta({
    description: 'Data clock stays synchronised this long after a burst, else a CAS precedes; -1: always on',
  }),
});

/** Keys of one memory system. */
export const dramShape = {
  name: z.string().min(1),
  protocol: z
    .enum(['DDR3', 'DDR4', 'DDR5', 'LPDDR4', 'LPDDR5', 'GDDR6', 'HBM2', 'HBM2E', 'HBM3'])
    .meta({ description: 'Device family: selects the energy of an access' }),
  description: z.string().optional().meta({ description: 'What it stands for' }),
  source: z.string().min(1).meta({ description: 'Where the constants come from' }),
  clock_hz: z
    .number()
    .positive()
    .meta({ description: 'Memory clock (of the unit that timing counts)', unit: 'Hz' }),
  organization: dramOrganization,
  timing: dramTiming,
  address_mapping: z.string().min(2).meta({
    description:
      'Fields from most to least significant: ro ch ra si bg ba co, co2 = two column bits, ^co = XOR',
  }),
  controller: dramController,
};

/** One memory system: all that a simulation of it needs. */
export const dramParams = z.strictObject(dramShape).superRefine(checkMapping);

export type DramParams = z.output<typeof dramParams>;
export type DramParamsInput = z.input<typeof dramParams>;

/** Addresses are fields of bits: sizes are powers of two, and the mapping names each once. */
export function checkMapping(p: DramParams, context: z.RefinementCtx): void {
  const { row_bytes, request_bytes, ...sizes } = p.organization;
  const before = context.issues.length;
  const issue = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  for (const [key, size] of Object.entries(sizes))
    if (typeof size === 'number' && !powerOfTwo(size)) issue(['organization', key], 'must be a power of two');
  if (!powerOfTwo(row_bytes / request_bytes))
    issue(['organization', 'row_bytes'], `must be a power of two times request_bytes, ${request_bytes}`);
  if (context.issues.length > before) return;
  try {
    addressMapping(p);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const { message, hint } of error.diagnostics)
      issue(['address_mapping'], `${message.replace(/^address_mapping: /, '')} (${hint})`);
  }
}

const powerOfTwo = (n: number): boolean => n >= 1 && Number.isInteger(n) && (n & (n - 1)) === 0;
