// Fits what the kernel of group-sparse products reaches on the H200 (group_gemv of configs/arch/gpu-group-quant/h200.yaml),
// three numbers, to part of the rows of test/golden/h200/group_gemv.csv, and prints the error on the rest.
//   node experiments/calibration/groupGemv.mjs [--splits 2] [--all]
// Each row is a unit; 60 % are fitted. `--all` fits on every row: what the configuration holds.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { groupGemvTime } from '../../dist/src/cli/validation/gpu/groupGemvRow.js';
import { shippedArchitecture } from '../../dist/src/cli/validation/gpu/shippedArchitecture.js';
import { randomStream } from '../../dist/src/core/random.js';
import { nelderMead } from './nelderMead.mjs';

const file = fileURLToPath(new URL('../../test/golden/h200/group_gemv.csv', import.meta.url));
const [head, ...lines] = readFileSync(file, 'utf8')
  .trim()
  .split(/\r?\n/)
  .map((line) => line.split(','));
const rows = lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
const { clock_hz, hardware } = shippedArchitecture('gpu-group-quant/h200');
const keys = ['latency_us', 'step_cycles', 'scattered_cycles'];
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};

const start = keys.map((key) => Math.log(hardware.group_gemv[key]));
const withNumbers = (x) => ({
  ...hardware,
  group_gemv: { ...hardware.group_gemv, ...Object.fromEntries(keys.map((key, i) => [key, Math.exp(x[i])])) },
});
const ratios = (list, x) => {
  const changed = withNumbers(x);
  return list.map((row) => groupGemvTime(row, changed, clock_hz) / Number(row.time_us));
};
const mape = (list) => (100 * list.reduce((sum, r) => sum + Math.abs(r - 1), 0)) / list.length;
const fit = (list) => {
  const cost = (x) => ratios(list, x).reduce((sum, r) => sum + Math.abs(Math.log(r)), 0) / list.length;
  return nelderMead(cost, start, { iterations: 40, scale: 0.1 }).x;
};
const show = (x) => keys.map((key, i) => `${key} ${Math.exp(x[i]).toPrecision(4)}`).join(', ');

console.log(`${rows.length} rows, shipped ${mape(ratios(rows, start)).toFixed(2)} %`);
if (process.argv.includes('--all')) {
  const x = fit(rows);
  console.log(`  all rows fitted: ${mape(ratios(rows, x)).toFixed(2)} %  ${show(x)}`);
} else
  for (let split = 1; split <= Number(option('--splits', 2)); split++) {
    const stream = randomStream(split, 'split', 'group_gemv');
    const fitted = rows.map(() => stream.uniform() < 0.6);
    const x = fit(rows.filter((_, i) => fitted[i]));
    const rest = rows.filter((_, i) => !fitted[i]);
    console.log(
      `  split ${split}: ${rest.length} rows not fitted ${mape(ratios(rest, x)).toFixed(2)} %  ${show(x)}`,
    );
  }
