// Fits what the libraries' other kernels reach on the H200 (gpu.kernels of configs/arch/gpu/h200.yaml), three numbers
// each at most, to part of the rows of test/golden/h200, and prints the error on the rest.
//   node experiments/calibration/h200Kernels.mjs [--splits 2] [--all] [--only attention]
// Each row is a unit; 60 % are fitted. `--all` fits on every row: what the configuration holds. The rest of the device
// comes from h200Gemm.mjs and stays.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { gpuDevice } from '../../dist/src/arch/gpu/gpuDevice.js';
import { attentionRow, attentionTime } from '../../dist/src/cli/validation/gpu/attentionRow.js';
import { memoryTime } from '../../dist/src/cli/validation/gpu/memoryRow.js';
import { moeTime } from '../../dist/src/cli/validation/gpu/moeRow.js';
import { spmmTime } from '../../dist/src/cli/validation/gpu/spmmRow.js';
import { randomStream } from '../../dist/src/core/random.js';
import { nelderMead } from './nelderMead.mjs';

const root = new URL('../../', import.meta.url);
const text = (path) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const table = (path) => {
  const [head, ...lines] = text(path)
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
};
const { clock_hz, gpu } = parse(text('configs/arch/gpu/h200.yaml'));
const start = gpuDevice.parse(gpu);
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};

const attentionUs = (row, device) => attentionTime(row, attentionRow(row), device, clock_hz);
const of =
  (...kinds) =>
  ({ kind }) =>
    kinds.includes(kind);
const libraries = [
  {
    name: 'attention',
    rows: table('test/golden/h200/attention.csv').filter(of('attention', 'attention_decode')),
    keys: ['softmax_elements_per_cycle', 'cta_us', 'stream_share'],
    us: attentionUs,
  },
  {
    name: 'block_attention',
    rows: table('test/golden/h200/attention.csv').filter(of('attention_sparse')),
    keys: ['softmax_elements_per_cycle', 'cta_us', 'lookup_us'],
    us: attentionUs,
  },
  {
    name: 'block_gemm',
    rows: table('test/golden/h200/spmm.csv').filter(of('spmm_bsr')),
    keys: ['cycles_per_line', 'load_latency_cycles', 'cta_us'],
    us: (row, device) => spmmTime(row, device, clock_hz),
  },
  {
    name: 'csr',
    rows: table('test/golden/h200/spmm.csv').filter(of('spmm_csr')),
    keys: ['launch_us', 'cycles_per_nonzero', 'cycles_per_column'],
    us: (row, device) => spmmTime(row, device, clock_hz),
  },
  {
    name: 'grouped',
    rows: [
      ...table('test/golden/h200/moe.csv'),
      ...table('test/golden/h200/random/moe.csv').filter((_, i) => i % 2 === 0),
    ],
    keys: ['launch_us', 'hbm_efficiency', 'overrun_rows_per_cycle', 'cooperative_share'],
    us: (row, device) => moeTime(row, device, clock_hz),
  },
  {
    name: 'elementwise',
    rows: table('test/golden/h200/memory.csv'),
    keys: ['launch_us', 'row_us', 'sum_us'],
    us: (row, device) => memoryTime(row, device, clock_hz),
  },
];

const withRates = (name, keys, x) => {
  const rates = Object.fromEntries(keys.map((key, i) => [key, Math.exp(x[i])]));
  for (const share of ['stream_share', 'hbm_efficiency', 'cooperative_share'])
    if (rates[share] !== undefined) rates[share] = Math.min(1, rates[share]);
  return { ...start, kernels: { ...start.kernels, [name]: rates } };
};
const ratios = ({ us }, rows, device) => rows.map((row) => us(row, device) / Number(row.time_us));
const mape = (list) => (100 * list.reduce((sum, r) => sum + Math.abs(r - 1), 0)) / list.length;

function fit(library, rows) {
  const { name, keys } = library;
  const cost = (x) =>
    ratios(library, rows, withRates(name, keys, x)).reduce((sum, r) => sum + Math.abs(Math.log(r)), 0) /
    rows.length;
  const begin = keys.map((key) => Math.log(start.kernels[name][key]));
  return nelderMead(cost, begin, { iterations: 45, scale: 0.1 }).x;
}

for (const library of libraries) {
  const { name, keys, rows } = library;
  if (option('--only', name) !== name) continue;
  console.log(`${name}: ${rows.length} rows, shipped ${mape(ratios(library, rows, start)).toFixed(2)} %`);
  const show = (x) => keys.map((key, i) => `${key} ${Math.exp(x[i]).toPrecision(4)}`).join(', ');
  if (process.argv.includes('--all')) {
    const x = fit(library, rows);
    console.log(
      `  all rows fitted: ${mape(ratios(library, rows, withRates(name, keys, x))).toFixed(2)} %  ${show(x)}`,
    );
    continue;
  }
  for (let split = 1; split <= Number(option('--splits', 2)); split++) {
    const stream = randomStream(split, 'split', name);
    const fitted = rows.map(() => stream.uniform() < 0.6);
    const x = fit(
      library,
      rows.filter((_, i) => fitted[i]),
    );
    const rest = rows.filter((_, i) => !fitted[i]);
    const error = mape(ratios(library, rest, withRates(name, keys, x)));
    console.log(`  split ${split}: ${rest.length} rows not fitted ${error.toFixed(2)} %  ${show(x)}`);
  }
}
