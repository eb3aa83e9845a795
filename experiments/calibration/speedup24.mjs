// What 2:4 buys over dense, layer by layer: measured pairs of test/golden/h200 against the model's.
//   node experiments/calibration/speedup24.mjs
// A pair is one layer shape in one format, timed dense and 2:4. Nothing is fitted here. int8 pairs are printed but not
// counted: the library's dense int8 runs kernels of the previous generation.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { gpuDevice } from '../../dist/src/arch/gpu/gpuDevice.js';
import { rankKernels } from '../../dist/src/dataflow/gpu/chooseKernel.js';
import { kernelFacts } from '../../dist/src/dataflow/gpu/kernelFacts.js';
import { measuredShape } from '../../dist/src/dataflow/gpu/measuredShape.js';

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
const device = gpuDevice.parse(gpu);
const simulated = (row) =>
  (rankKernels(kernelFacts(measuredShape(row, device), device, clock_hz), 1)[0].cycles / clock_hz) * 1e6;

const key = ({ M, N, K, dtype }) => `${M}x${N}x${K} ${dtype}`;
const dense = new Map(table('test/golden/h200/gemm.csv').map((row) => [key(row), row]));
const pairs = table('test/golden/h200/gemm24.csv').flatMap((row) => {
  const other = dense.get(key(row));
  if (other === undefined) return [];
  const measured = other.time_us / row.time_us;
  const model = simulated(other) / simulated(row);
  return [{ row, measured, model, error: model / measured - 1 }];
});

console.log('layer'.padEnd(30), 'tokens  measured  model   error');
for (const { row, measured, model, error } of pairs)
  console.log(
    `${row.tag} ${row.dtype}`.padEnd(30),
    row.M.padStart(6),
    `${measured.toFixed(2)} ×`.padStart(9),
    `${model.toFixed(2)} ×`.padStart(8),
    `${(100 * error).toFixed(0)} %`.padStart(6),
  );
for (const dtype of new Set(pairs.map(({ row }) => row.dtype))) {
  const list = pairs.filter(({ row }) => row.dtype === dtype);
  const near = list.filter(({ error }) => Math.abs(error) <= 0.1).length;
  console.log(`${dtype}: ${near} of ${list.length} pairs within 10 %`);
}
const counted = pairs.filter(({ row }) => row.dtype !== 'int8');
const near = counted.filter(({ error }) => Math.abs(error) <= 0.1).length;
console.log(
  `bf16 and fp8 together: ${near} of ${counted.length} (${((100 * near) / counted.length).toFixed(0)} %)`,
);

/** Tokens from which on 2:4 wins, between the last loss and the next count, in the logarithm; null if never or always. */
function crossing(points) {
  let at = null;
  for (let i = 1; i < points.length; i++) {
    const [m0, s0] = points[i - 1];
    const [m1, s1] = points[i];
    if (s0 < 1 && s1 >= 1) at = m0 * (m1 / m0) ** ((1 - s0) / (s1 - s0));
  }
  return at;
}
console.log('\ntokens where 2:4 starts to win');
const layers = new Map();
for (const { row, measured, model } of counted) {
  if (row.tag === 'random' || row.tag === 'square') continue;
  const name = `${row.tag} ${row.N}x${row.K} ${row.dtype}`;
  if (!layers.has(name)) layers.set(name, []);
  layers.get(name).push([Number(row.M), measured, model]);
}
let within = 0;
let judged = 0;
for (const [name, list] of layers) {
  if (list.length < 3) continue;
  list.sort((x, y) => x[0] - y[0]);
  const real = crossing(list.map(([m, s]) => [m, s]));
  const model = crossing(list.map(([m, , s]) => [m, s]));
  const show = (x, which) =>
    x === null ? (list.at(-1)[which] >= 1 ? 'always' : 'never') : x.toFixed(0).padStart(6);
  const octaves = real !== null && model !== null ? Math.abs(Math.log2(model / real)) : null;
  const same = octaves !== null ? octaves <= 1 : show(real, 1) === show(model, 2);
  judged += 1;
  if (same) within += 1;
  console.log(
    name.padEnd(46),
    `measured ${show(real, 1)}  model ${show(model, 2)}`,
    octaves === null ? '' : `${octaves.toFixed(2)} octaves`,
  );
}
console.log(`${within} of ${judged} layers within one octave`);
