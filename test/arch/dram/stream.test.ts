import fc from 'fast-check';
import { type DramParams, dramParams } from '../../../src/arch/dram/dramParams.ts';
import {
  advance,
  boundaryOf,
  createMemorySystem,
  deviceOf,
  drainReads,
  type MemorySystem,
  offer,
  returnsOf,
} from '../../../src/arch/dram/memorySystem.ts';
import { dramPresets } from '../../../src/arch/dram/presets.gen.ts';
import { createStreamMemory, streamRun } from '../../../src/arch/dram/stream.ts';
import { assert, runs, suite } from '../../harness.ts';
import { anyDram } from './randomDram.ts';

const test = suite('dram: streams equal their requests');

interface Run {
  readonly address: number;
  readonly requests: number;
  readonly write: number;
  readonly perClock: number;
  readonly pause: number;
}

function oneByOne(m: MemorySystem, r: Run): void {
  let accepted = 0;
  for (let i = 0; i < r.requests; i++) {
    if (accepted >= r.perClock) {
      m.now++;
      accepted = 0;
    }
    const before = m.now;
    offer(m, r.address + i, r.write);
    if (m.now !== before) accepted = 0;
    accepted++;
  }
}

/** All that a later user of the memory could notice. */
function state(m: MemorySystem) {
  const channels = Array.from({ length: m.channels }, (_, c) => {
    const { activates, precharges, refreshes, columns, openRow } = deviceOf(m, c);
    const { count, latencySum, hits, classified } = returnsOf(m, c);
    return {
      activates,
      precharges,
      refreshes,
      columns,
      openRow: [...openRow],
      count,
      latencySum,
      hits,
      classified,
    };
  });
  return { now: m.now, nextId: m.nextId, channels };
}

function compare(p: DramParams, list: readonly Run[]) {
  const slow = createMemorySystem(p);
  const fast = createMemorySystem(p);
  const memory = createStreamMemory();
  for (const r of list) {
    slow.now += r.pause;
    fast.now += r.pause;
    oneByOne(slow, r);
    streamRun(fast, memory, r.address, r.requests, r.write, r.perClock);
    assert.is(fast.now, slow.now, 'last acceptance');
  }
  assert.is(drainReads(fast), drainReads(slow), 'last answer');
  // A channel that nobody asked lags: bring both to the same boundary.
  const target = Math.max(
    ...[slow, fast].flatMap((m) => Array.from({ length: m.channels }, (_, c) => boundaryOf(m, c))),
  );
  for (const m of [slow, fast]) for (let c = 0; c < m.channels; c++) advance(m, c, target, 0);
  assert.equal(state(fast), state(slow));
  return memory;
}

test('random memories, several runs in a row, both kinds', () => {
  let skipped = 0;
  const run: fc.Arbitrary<Run> = fc.record({
    address: fc.integer({ min: 0, max: 5000 }),
    requests: fc.integer({ min: 1, max: 2500 }),
    write: fc.constantFrom(0, 0, 1),
    perClock: fc.integer({ min: 1, max: 3 }),
    pause: fc.constantFrom(0, 0, 5, 300),
  });
  fc.assert(
    fc.property(anyDram, fc.array(run, { minLength: 1, maxLength: 4 }), (p, list) => {
      // A run longer than the memory would meet its own pending requests: streams stay within the rows.
      const roomy = { ...p, organization: { ...p.organization, rows: 4096 } };
      skipped += compare(roomy, list).skipped;
    }),
    { numRuns: runs(110) },
  );
  assert.ok(skipped > 4_000, `windows are skipped: ${skipped} requests`);
});

test('channels in step: any start, several runs, both schedulers', () => {
  let followed = 0;
  let skipped = 0;
  const run = fc.record({
    address: fc.integer({ min: 0, max: 5000 }),
    requests: fc.integer({ min: 1, max: 6000 }),
    write: fc.constantFrom(0, 0, 0, 1),
    rounds: fc.constantFrom(1, 1, 2),
    pause: fc.constantFrom(0, 0, 5, 300),
  });
  const orders = ['ro ra ba si co bg ch', 'ro ba bg si ra co ch', 'ro co ba bg si ra co1 ch ^co'];
  fc.assert(
    fc.property(
      anyDram,
      fc.constantFrom(2, 4, 8),
      fc.constantFrom(...orders),
      fc.array(run, { minLength: 1, maxLength: 3 }),
      (p, channels, order, list) => {
        const { row_bytes, request_bytes } = p.organization;
        const cut = order.includes('co1') && row_bytes === request_bytes;
        const spread = {
          ...p,
          organization: { ...p.organization, rows: 4096, channels },
          address_mapping: cut ? orders[0]! : order,
        };
        const runsOf = list.map((r) => ({ ...r, perClock: r.rounds * channels }));
        const memory = compare(spread, runsOf);
        followed += memory.followed;
        skipped += memory.skipped;
      },
    ),
    { numRuns: runs(110) },
  );
  assert.ok(followed > 100_000, `channels are in step: ${followed} requests`);
  assert.ok(skipped > 10_000, `windows are skipped: ${skipped} requests`);
});

test('every preset', () => {
  for (const preset of Object.values(dramPresets)) {
    const p = dramParams.parse(preset);
    const perClock = p.organization.channels;
    compare(p, [
      { address: 12345, requests: 20_000, write: 0, perClock, pause: 0 },
      { address: 1 << 20, requests: 5_000, write: 1, perClock, pause: 0 },
      { address: 3 << 20, requests: 60_000, write: 0, perClock, pause: 0 },
      { address: 12345, requests: 5_000, write: 0, perClock, pause: 1000 },
    ]);
  }
});

test.run();
