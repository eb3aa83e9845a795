import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { dramParams } from '../../../src/arch/dram/dramParams.ts';
import { createDramPort, dramCounts, exactMemory } from '../../../src/arch/dram/dramPort.ts';
import { dramPresets } from '../../../src/arch/dram/presets.gen.ts';
import { assert, repositoryRoot, suite } from '../../harness.ts';

const test = suite('dram: presets and the port');
const names = Object.keys(dramPresets) as (keyof typeof dramPresets)[];

test('the shipped files are the generated presets, valid and sourced', () => {
  const folder = new URL('configs/dram/', repositoryRoot);
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  assert.is(files.length, names.length);
  for (const file of files) {
    const { kind, version, ...written } = parse(readFileSync(new URL(file, folder), 'utf8'));
    assert.equal([kind, version], ['dram', 1]);
    assert.equal(written, dramPresets[written.name as keyof typeof dramPresets]);
    assert.is(file, `${written.name}.yaml`);
    assert.ok(dramParams.parse(written).source.length > 20);
  }
  for (const family of ['DDR4', 'DDR5', 'LPDDR4', 'LPDDR5', 'HBM2', 'HBM2E', 'HBM3', 'GDDR6'])
    assert.ok(
      names.some((name) => dramPresets[name].protocol === family),
      family,
    );
});

test('streams reach most of the peak, never more; a lone burst takes the closed-bank latency', () => {
  for (const preset of names) {
    const port = createDramPort(exactMemory.parse({ model: 'exact', preset }), 1e9);
    const bytes = 1 << 21;
    const cycles = port.finish(port.submit(0, 0, bytes, false));
    const share = ((bytes / cycles) * 1e9) / port.peak_bytes_per_s;
    assert.ok(share <= 1 && share > 0.7, `${preset}: ${share}`);
    const { timing, clock_hz } = port.memory.params;
    const lone = createDramPort(exactMemory.parse({ model: 'exact', preset }), clock_hz);
    const one = lone.finish(lone.submit(0, 0, 32, false));
    const closed = timing.trcd_rd + timing.cl + timing.burst;
    assert.ok(one >= closed && one <= closed + 6, `${preset}: ${one} against ${closed}`);
    assert.is(dramCounts(lone.memory).bursts, 1);
  }
});

test('overlapping transfers share the memory; asking late costs nothing, later starts wait', () => {
  const spec = exactMemory.parse({ model: 'exact', preset: 'ddr4-2400' });
  const together = createDramPort(spec, 1e9);
  const a = together.submit(0, 0, 65536, false);
  const b = together.submit(0, 1 << 20, 65536, false);
  const endB = together.finish(b);
  const endA = together.finish(a);
  assert.ok(endA < endB);
  const apart = createDramPort(spec, 1e9);
  const first = apart.finish(apart.submit(0, 0, 65536, false));
  assert.ok(first <= endA);
  assert.ok(apart.finish(apart.submit(first, 1 << 20, 65536, false)) >= endB);
  const late = createDramPort(spec, 1e9);
  assert.ok(late.finish(late.submit(5000, 0, 64, false)) > 5000);
});

test('a posted write is done when accepted', () => {
  const port = createDramPort(exactMemory.parse({ model: 'exact', preset: 'hbm2-2000' }), 1e9);
  const w = port.submit(0, 0, 1 << 20, true);
  assert.ok(port.finish(w) * 256 >= 1 << 20);
});

test("a memory of one's own: the keys of a preset are that preset, and others differ", () => {
  const given = { ...dramPresets['ddr4-2400'], kind: 'dram', version: 1 };
  const finish = (spec: object) => {
    const port = createDramPort(exactMemory.parse({ model: 'exact', ...spec }), 1e9);
    return port.finish(port.submit(0, 0, 100_000, false));
  };
  const slower = { ...given, timing: { ...given.timing, tccd_s: 8, tccd_l: 8 } };
  assert.is(finish({ memory: given }), finish({ preset: 'ddr4-2400' }));
  assert.is(finish({ memory: given, channels: 2 }), finish({ preset: 'ddr4-2400', channels: 2 }));
  assert.ok(finish({ memory: slower }) > 1.5 * finish({ memory: given }));
  for (const spec of [{}, { preset: 'ddr4-2400', memory: given }, { preset: 'ddr4-2400', channels: 3 }])
    assert.not(exactMemory.safeParse({ model: 'exact', ...spec }).success);
});

test.run();
