import { existsSync, readFileSync } from 'node:fs';
import { exp2 } from '../../src/core/logarithm.ts';
import { sramCacti7 } from '../../src/energy/data/sramCacti7.gen.ts';
import { type SramMetric, unpackSram } from '../../src/energy/packedSram.ts';
import { sramEstimate } from '../../src/energy/sramEstimate.ts';
import { assert, repositoryRoot, sharedData, suite } from '../harness.ts';

const readRows = (url: URL): Record<string, string>[] => {
  const [names, ...rows] = readFileSync(url, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(names!.map((name, i) => [name, row[i]!])));
};
const shipped = readRows(new URL('configs/energy/sram_cacti7.csv', repositoryRoot));
const metrics: SramMetric[] = ['read_pj', 'write_pj', 'leakage_mw', 'area_mm2', 'access_ns', 'cycle_ns'];
const technology = (row: Record<string, string>, node = Number(row['node_nm'])) => ({
  node_nm: node,
  device: row['device'] as 'itrs-hp' | 'itrs-lstp',
});
const at = (capacity_bytes: number, word_bits: number, banks = 1) => ({ capacity_bytes, word_bits, banks });
const hp45 = { node_nm: 45, device: 'itrs-hp' } as const;

const tests = suite('SRAM table');

tests('holds every array of the CSV to five digits', () => {
  assert.is(shipped.length, 3840);
  for (const row of shipped)
    for (const metric of metrics) {
      const query = at(Number(row['capacity_bytes']), Number(row['word_bits']), Number(row['banks']));
      const objective = row['objective'] as 'ed2';
      const got = sramEstimate(query, technology(row), objective, metric)!.value;
      const error = Math.abs(got / Number(row[metric]) - 1);
      assert.ok(error < 2.5e-5, `${JSON.stringify(row)} ${metric} ${got}`);
    }
});

tests('has the error that its rule was recommended with', () => {
  const file = new URL('data/energy/sram_offgrid_check.csv', sharedData);
  if (!existsSync(file)) {
    console.log('SKIPPED no reference data beside the checkout');
    return;
  }
  const columns = [
    ['read_pj', 'read_energy_pJ', 7.7, 16.6, 22.8],
    ['write_pj', 'write_energy_pJ', 3.3, 9.1, 18.2],
    ['leakage_mw', 'leakage_total_mW', 1.4, 4.8, 8.8],
    ['area_mm2', 'area_mm2', 3.5, 8.9, 12.8],
    ['access_ns', 'access_time_ns', 3.6, 8.5, 14.1],
    ['cycle_ns', 'cycle_time_ns', 4.9, 30.6, 61.2],
  ] as const;
  const rows = readRows(file).filter((row) => row['status'] === 'ok');
  assert.is(rows.length, 96);
  for (const [metric, column, median, p90, max] of columns) {
    const errors = rows.map((row) => {
      const query = at(Number(row['capacity_bytes']), Number(row['word_width_bits']));
      const got = sramEstimate(query, technology(row, Number(row['tech_node_nm'])), 'ed2', metric)!.value;
      const error = got / Number(row[column]) - 1;
      assert.ok(
        Math.abs(error - Number(row[`interp_rel_err_${column}`])) < 1e-3,
        `${metric} ${JSON.stringify(row)}`,
      );
      return Math.abs(error) * 100;
    });
    errors.sort((a, b) => a - b);
    const between = (errors[47]! + errors[48]!) / 2;
    assert.ok(Math.abs(between - median) < 0.06, `${metric} median ${between}`);
    const tail = errors[86]!;
    assert.ok(Math.abs(tail - p90) < 1.5, `${metric} p90 ${tail}`);
    assert.ok(Math.abs(errors[95]! - max) < 0.06, `${metric} max ${errors[95]}`);
  }
});

tests('has capacities in octaves up to 16 MiB', () => {
  const groups = unpackSram(sramCacti7);
  assert.is(groups.length, 30 + 12);
  for (const group of groups)
    for (const column of group.columns)
      assert.ok(exp2(column.minLog2Bytes + column.count - 1) === 16 * 1024 * 1024);
});

tests('never carries leakage across nodes', () => {
  const leak = (node_nm: number) =>
    sramEstimate(at(65536, 64), { node_nm, device: 'itrs-hp' }, 'ed2', 'leakage_mw')!;
  assert.is(leak(40).value, leak(45).value);
  assert.is(leak(28).value, leak(32).value);
  assert.match(leak(28).derivation, 'leakage of 32 nm');
});

tests('lies between its neighbours for nodes and banks between', () => {
  const read = (node_nm: number, banks: number) =>
    sramEstimate(at(262144, 64, banks), { node_nm, device: 'itrs-hp' }, 'ed2', 'read_pj')!.value;
  assert.ok(read(32, 1) > read(28, 1) && read(28, 1) > read(22, 1));
  assert.ok(Math.abs(read(45, 2) / Math.sqrt(read(45, 1) * read(45, 4)) - 1) < 1e-9);
  assert.ok(Math.abs(read(45, 8) / Math.sqrt(read(45, 4) * read(45, 16)) - 1) < 1e-9);
});

tests('builds wide, large and many-banked memories from arrays of the table', () => {
  const of = (query: ReturnType<typeof at>, metric: SramMetric) =>
    sramEstimate(query, hp45, 'ed2', metric)!.value;
  assert.is(of(at(262144, 2048), 'read_pj'), 4 * of(at(65536, 512), 'read_pj'));
  assert.is(of(at(262144, 2048), 'area_mm2'), 4 * of(at(65536, 512), 'area_mm2'));
  assert.is(of(at(262144, 2048), 'access_ns'), of(at(65536, 512), 'access_ns'));
  assert.is(of(at(2 ** 26, 64), 'read_pj'), of(at(2 ** 24, 64), 'read_pj'));
  assert.is(of(at(2 ** 26, 64), 'leakage_mw'), 4 * of(at(2 ** 24, 64), 'leakage_mw'));
  assert.is(of(at(2 ** 20, 64, 32), 'read_pj'), of(at(2 ** 19, 64, 16), 'read_pj'));
  assert.is(of(at(2 ** 20, 64, 32), 'area_mm2'), 2 * of(at(2 ** 19, 64, 16), 'area_mm2'));
});

tests('grows without a jump at the edges of its columns', () => {
  // 96-bit words start between the columns of 64 and 128 bits, which start at 256 and 512 bytes.
  let last = 0;
  for (let bytes = 400; bytes < 700; bytes += 4) {
    const area = sramEstimate(at(bytes, 96), hp45, 'ed2', 'area_mm2')!.value;
    assert.ok(area >= last && (last === 0 || area / last < 1.02), `${bytes}`);
    last = area;
  }
});

tests('knows nothing outside CACTI', () => {
  assert.is(sramEstimate(at(124, 32), hp45, 'ed2', 'read_pj'), null);
  assert.is(sramEstimate(at(4096, 32), { node_nm: 130, device: 'itrs-hp' }, 'ed2', 'read_pj'), null);
  assert.is(sramEstimate(at(4096, 32, 4), hp45, 'ed', 'read_pj'), null);
  assert.is(sramEstimate(at(4096, 32), { node_nm: 90, device: 'itrs-hp' }, 'energy', 'read_pj'), null);
});

tests('extends below 22 nm by the stated rule', () => {
  const of = (node_nm: number, metric: SramMetric) =>
    sramEstimate(at(65536, 64), { node_nm, device: 'itrs-lstp' }, 'ed2', metric)!.value;
  assert.is(of(11, 'area_mm2'), of(22, 'area_mm2') * 0.5);
  assert.is(of(5.5, 'read_pj'), of(22, 'read_pj') * 0.5);
  assert.is(of(5.5, 'leakage_mw'), of(22, 'leakage_mw') * (0.79 * 0.5));
  assert.is(of(7, 'access_ns'), of(22, 'access_ns'));
});

tests.run();
