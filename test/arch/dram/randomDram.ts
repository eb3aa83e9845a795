import fc from 'fast-check';
import { type DramParams, dramParams } from '../../../src/arch/dram/dramParams.ts';
import type { ArrivalProcess, Trace } from '../../../src/arch/dram/replay.ts';

const int = (min: number, max: number) => fc.integer({ min, max });
const power = (max: number) => int(0, max).map((n) => 1 << n);

const timing = fc.record({
  burst: int(1, 5),
  cl: int(3, 14),
  cwl: int(2, 10),
  trcd_rd: int(2, 9),
  trcd_wr: int(2, 9),
  trp: int(2, 9),
  tras: int(4, 20),
  tccd_s: int(1, 4),
  tccd_l: int(2, 8),
  trrd_s: int(1, 5),
  trrd_l: int(2, 7),
  tfaw: int(4, 30),
  t32aw: fc.constantFrom(0, 0, 150, 260),
  twtr_s: int(1, 5),
  twtr_l: int(1, 9),
  twr: int(2, 12),
  trtp: int(1, 7),
  /** Beyond what a refresh and one access of every bank take. */
  spare: int(0, 300),
  trfc: int(10, 60),
  tppd: int(0, 4),
  trtrs: int(0, 3),
});

const bankQueues = fc.record({
  scheduler: fc.constant('bank-queues' as const),
  page: fc.constantFrom('open' as const, 'open' as const, 'closed' as const),
  read_queue: int(1, 12),
  write_queue: int(1, 12),
  bank_queue: int(1, 5),
  streak_cap: int(1, 5),
  drain_idle: int(0, 8),
  refresh: fc.constant('staggered' as const),
  command_bus: fc.constantFrom('single' as const, 'paired' as const),
});

const oldestReady = fc.record({
  scheduler: fc.constant('oldest-ready' as const),
  read_queue: int(1, 16),
  write_queue: int(2, 16),
  drain_low: fc.constantFrom(0.1, 0.2, 0.3),
  drain_high: fc.constantFrom(0.5, 0.8, 0.9),
  refresh: fc.constant('together' as const),
  flavour: int(0, 3),
});

const organization = fc.record({
  channels: power(1),
  ranks: power(1),
  rank_bus: fc.constantFrom('shared' as const, 'own' as const),
  bank_groups: power(2),
  banks_per_group: power(2),
  rows: power(4),
  columns: power(3),
});

/** Any memory of either scheduler: small, so that refreshes, conflicts, full queues and wraps happen soon. */
export const anyDram: fc.Arbitrary<DramParams> = fc
  .tuple(organization, timing, fc.oneof(bankQueues, oldestReady), int(0, 3), fc.boolean())
  .map(([o, t, c, order, waits]) => {
    const queues = c.scheduler === 'bank-queues';
    const flavour = 'flavour' in c ? c.flavour : 0;
    const { flavour: _, ...controller } = { flavour: 0, ...c };
    const stacks = flavour === 2 ? 2 : 1;
    const { columns, ...organisation } = o;
    const { spare, ...given } = t;
    // Banks close and open one after the other; flavours take up to 10 clocks more.
    const banks = stacks * o.bank_groups * o.banks_per_group;
    const closing = Math.max(t.tras, t.cwl + t.burst + t.twr) + t.trp;
    const opening = Math.max(t.trcd_rd, t.trcd_wr);
    const trefi = t.trfc + closing + opening + banks * (t.tppd + 2) + 10 + spare;
    const orders = [
      'ro ch ra si ba bg co',
      'ro ra ba si co bg ch',
      'ro ba bg si ra co ch',
      'ro ra si bg ba ch co',
    ];
    const xor = !queues && columns >= 4 && order === 0;
    return dramParams.parse({
      name: 'random',
      protocol: 'DDR4',
      source: 'test',
      clock_hz: 1e9,
      organization: { ...organisation, stacks, row_bytes: columns * 64, request_bytes: 64 },
      timing: {
        ...given,
        trefi,
        refresh_after_activate: queues ? waits : true,
        trtw: Math.max(1, t.cl + t.burst + 2 - t.cwl),
        ...(flavour === 1 ? { command_clocks: { activate: 2, precharge: 1, column: 2 } } : {}),
        ...(flavour === 2
          ? { command_clocks: { activate: 3, precharge: 1, column: 2 }, tccd_r: t.tccd_s + 1 }
          : {}),
        ...(flavour === 3
          ? { trp_all: t.trp + 2, array_burst: t.burst + 2, trp_ref: waits ? t.trp : 0 }
          : {}),
      },
      address_mapping: xor ? 'ro co ba bg si ra co2 ch ^co' : orders[order],
      controller: {
        ...controller,
        ...(flavour === 2 ? { command_bus: 'split', ticks_per_clock: waits ? 2 : 1 } : {}),
        ...(flavour === 3 ? { split_activate: 6, wck_postamble: waits ? 1 : -1 } : {}),
      },
    });
  });

/** Streams, repeats, ping-pong and noise, reads and writes. */
export const anyTrace = (length: number): fc.Arbitrary<Trace> =>
  fc
    .tuple(
      fc.array(fc.tuple(int(0, 3), int(0, 4000), int(1, 12), int(0, 9)), { minLength: 1, maxLength: 24 }),
      int(0, 2),
      int(1, length),
    )
    .map(([pieces, writing, n]) => {
      const addresses: number[] = [];
      const writes: number[] = [];
      for (const [kind, base, count, step] of pieces)
        for (let k = 0; k < count && addresses.length < n; k++) {
          addresses.push(
            kind === 0
              ? base + k
              : kind === 1
                ? base + (k % 2) * 64
                : kind === 2
                  ? (base * (k + 7)) % 4096
                  : base % 24,
          );
          writes.push(
            writing === 0 ? 0 : writing === 1 ? ((base + k * step) % 3 === 0 ? 1 : 0) : step > 4 ? 1 : 0,
          );
        }
      return { addresses: Float64Array.from(addresses), writes: Uint8Array.from(writes) };
    });

export const anyArrival: fc.Arbitrary<ArrivalProcess> = fc.record({
  issue_per_clock: int(1, 3),
  outstanding_reads: fc.constantFrom(1, 2, 5, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
  gap: fc.constantFrom(0, 0, 0, 3, 17),
});
