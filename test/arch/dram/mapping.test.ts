import fc from 'fast-check';
import { addressMapping, locate } from '../../../src/arch/dram/addressMapping.ts';
import { dramParams } from '../../../src/arch/dram/dramParams.ts';
import { dramPresets } from '../../../src/arch/dram/presets.gen.ts';
import { assert, runs, suite } from '../../harness.ts';
import { anyDram } from './randomDram.ts';

const test = suite('dram: address mapping');
const base = dramParams.parse(dramPresets['ddr4-2400']);
const at = { channel: 0, bank: 0, row: 0 };
const place = (mapping: string, address: number) => {
  locate(addressMapping({ ...base, address_mapping: mapping }), address, at);
  return { ...at };
};

test('bit strings of both peers', () => {
  assert.equal(place('rochrababgco', 127), { channel: 0, bank: 0, row: 0 });
  assert.equal(place('rochrababgco', 128), { channel: 0, bank: 4, row: 0 });
  assert.equal(place('rochrababgco', 128 * 4), { channel: 0, bank: 1, row: 0 });
  assert.equal(place('rorabacochbg', 1), { channel: 0, bank: 4, row: 0 });
  assert.equal(place('ro ba bg si ra co', 128 * 16), { channel: 0, bank: 0, row: 1 });
  // 2 column bits, 2 of the group, 2 of the bank, 5 column bits: column 4 flips the lowest bank bit and no row bit yet.
  assert.equal(place('ro co ba bg si ra co2 ^co', 4), { channel: 0, bank: 4, row: 0 });
  assert.equal(place('ro co ba bg si ra co2 ^co', 1), { channel: 0, bank: 4, row: 0 });
  assert.equal(place('ro co ba bg si ra co2 ^co', 64), { channel: 0, bank: 1, row: 0 });
  assert.equal(place('ro co ba bg si ra co2 ^co', 256), { channel: 0, bank: 0, row: 1 });
});

test('mistakes of a memory file name their key', () => {
  const wrong = (change: object) =>
    dramParams
      .safeParse({ ...base, ...change })
      .error!.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
  const o = base.organization;
  assert.equal(wrong({ organization: { ...o, bank_groups: 3, rows: 1000 } }), [
    'organization.bank_groups: must be a power of two',
    'organization.rows: must be a power of two',
  ]);
  assert.equal(wrong({ organization: { ...o, row_bytes: 100 } }), [
    'organization.row_bytes: must be a power of two times request_bytes, 64',
  ]);
  assert.equal(wrong({ address_mapping: 'rorabacochxx' }), [
    "address_mapping: unknown field 'xx' (use ch ra si bg ba ro co)",
  ]);
  assert.equal(wrong({ address_mapping: 'rorabacoch' }), [
    "address_mapping: field 'bg' is missing (it has 4 values)",
  ]);
});

test('the short ways to decode say what the long one says', () => {
  const anyMapping = fc.oneof(
    anyDram,
    fc.constantFrom(...Object.values(dramPresets)).map((p) => dramParams.parse(p)),
  );
  fc.assert(
    fc.property(anyMapping, fc.double({ min: 0, max: 1, noNaN: true }), (p, share) => {
      const m = addressMapping(p);
      const address = Math.floor(share * 4294967295);
      const seen = [m, { ...m, places: null }, { ...m, places: null, narrow: false }].map((way) => {
        const out = { channel: -1, bank: -1, row: -1 };
        locate(way, address, out);
        return out;
      });
      assert.equal(seen[0], seen[2]);
      assert.equal(seen[1], seen[2]);
    }),
    { numRuns: runs(400) },
  );
});

test('every cell is reached once', () => {
  fc.assert(
    fc.property(anyDram, (p) => {
      const o = p.organization;
      const m = addressMapping(p);
      // XOR that reaches past the last row numbers rows that don't exist; nothing to count there.
      if (m.rowPeriod > o.rows) return;
      const columns = o.row_bytes / o.request_bytes;
      const banks = o.ranks * o.stacks * o.bank_groups * o.banks_per_group;
      const uses = new Map<number, number>();
      for (let a = 0; a < m.capacity; a++) {
        locate(m, a, at);
        const cell = (at.channel * banks + at.bank) * 65536 + at.row;
        uses.set(cell, (uses.get(cell) ?? 0) + 1);
      }
      assert.is(m.capacity, o.channels * banks * o.rows * columns);
      for (const n of uses.values()) assert.is(n, columns);
      if (!m.xor) assert.is(uses.size, o.channels * banks * o.rows);
    }),
    { numRuns: 30 },
  );
});

test('addresses past 32 bits keep their high fields', () => {
  const big = {
    ...base,
    organization: { ...base.organization, rows: 1 << 20, channels: 16 },
    address_mapping: 'chrorababgco',
  };
  const m = addressMapping(big);
  const row = 123_456;
  locate(m, 5 * (m.capacity / 16) + row * 2048, at);
  assert.equal({ ...at }, { channel: 5, bank: 0, row });
});

test('mistakes are named', () => {
  for (const [mapping, part] of [
    ['rochrababg', "'co' is missing"],
    ['rochrababgcoro', "'ro' appears twice"],
    ['xxrochrababgco', "unknown field 'xx'"],
  ] as const)
    assert.throws(
      () => place(mapping, 0),
      (e: Error) => e.message.includes(part) || `${e.message} lacks ${part}`,
    );
  const odd = { ...base, organization: { ...base.organization, rows: 1000 } };
  assert.throws(() => addressMapping(odd), /ro has 1000 values/);
});

test.run();
