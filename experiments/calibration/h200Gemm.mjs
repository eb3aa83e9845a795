// Fits the H200's efficiencies to part of the GEMM times of test/golden/h200 and prints the error on the rest.
//   node experiments/calibration/h200Gemm.mjs [--splits 4] [--all]
// Whole layers (all token counts and formats of one tag) stay together, each random shape is a unit of its own; 60 % of
// the units are fitted. `--all` fits on every row: what configs/arch/gpu/h200.yaml holds. sweeps.csv is never fitted, nor
// is random/, save every other row of its dense int8, of which gemm.csv has few.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { gpuDevice } from '../../dist/src/arch/gpu/gpuDevice.js';
import { randomStream } from '../../dist/src/core/random.js';
import { rankKernels } from '../../dist/src/dataflow/gpu/chooseKernel.js';
import { kernelFacts } from '../../dist/src/dataflow/gpu/kernelFacts.js';
import { measuredShape } from '../../dist/src/dataflow/gpu/measuredShape.js';
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
const config = parse(text('configs/arch/gpu/h200.yaml'));
const clock = config.clock_hz;
const start = gpuDevice.parse(config.gpu);
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};

const rows = ['gemm', 'gemm24', 'sweeps'].flatMap((file) =>
  table(`test/golden/h200/${file}.csv`)
    .filter((row) => row.kind === 'gemm' || row.kind === 'gemm24')
    .map((row, i) => ({
      row,
      file,
      unit: row.tag === 'random' ? `${file}${i}` : row.tag,
      time: Number(row.time_us),
    })),
);

table('test/golden/h200/random/gemm.csv')
  .filter((row) => row.dtype === 'int8')
  .forEach((row, i) => {
    const file = i % 2 === 0 ? 'gemm' : 'random';
    rows.push({ row, file, random: true, unit: `int8${i}`, time: Number(row.time_us) });
  });

const seconds = ({ row }, device) => {
  const shape = measuredShape(row, device);
  return (rankKernels(kernelFacts(shape, device, clock), 1)[0].cycles / clock) * 1e6;
};
const errors = (list, device) => list.map((entry) => Math.abs(seconds(entry, device) / entry.time - 1) * 100);
const summary = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, x) => sum + x, 0) / sorted.length;
  return {
    n: sorted.length,
    mape: mean,
    median: sorted[sorted.length >> 1],
    p90: sorted[Math.floor(sorted.length * 0.9)],
  };
};
const line = (name, s) =>
  `${name.padEnd(34)} n ${String(s.n).padStart(4)}  MAPE ${s.mape.toFixed(2)} %  median ${s.median.toFixed(2)}  p90 ${s.p90.toFixed(2)}`;

/** The larger of arithmetic and memory time at the data sheet's rates. */
const roofline = ({ row, time }, device) => {
  const shape = measuredShape(row, device);
  const bytes = shape.format === 'f16' ? 2 : 1;
  const weight = shape.sparse ? bytes / 2 + 1 / 8 : bytes;
  const flops = 2 * shape.m * shape.n * shape.k;
  const peak =
    device.tensor_macs_per_cycle[shape.format] * 2 * device.sm_count * clock * (shape.sparse ? 2 : 1);
  const moved =
    shape.n * shape.k * weight + shape.m * shape.k * bytes + shape.m * shape.n * shape.output_bytes;
  return Math.abs((Math.max(flops / peak, moved / device.hbm_bytes_per_s) * 1e6) / time - 1) * 100;
};

// Each entry: path in the device, fitted in the logarithm.
const dense = [
  ['hbm_efficiency'],
  ['cold_refetch'],
  ['fill_bytes_per_cycle'],
  ['write_bytes_per_cycle'],
  ['launch_us'],
  ['load_latency_us'],
  ['step_floor_cycles'],
  ['reduction_us'],
  ['sustained_flops', 'f16'],
  ['sustained_flops', 'f8'],
];
const int8 = [
  ['warp_int8', 'efficiency'],
  ['warp_int8', 'step_cycles'],
];
const sparse = [
  ['sparse_step_cycles'],
  ['sparse_launch_us'],
  ['sparse_sustained_ratio'],
  ['overrun_rows_per_cycle'],
  ['overrun_unicast_share'],
];
const get = (device, path) => path.reduce((value, key) => value[key], device);
const set = (device, paths, x) => {
  const copy = structuredClone(device);
  paths.forEach((path, i) => {
    const last = path.at(-1);
    const holder = path.slice(0, -1).reduce((value, key) => value[key], copy);
    holder[last] = Math.exp(x[i]);
  });
  copy.sustained_flops.i8 = copy.sustained_flops.f8;
  copy.hbm_efficiency = Math.min(1, copy.hbm_efficiency);
  copy.warp_int8.efficiency = Math.min(1, copy.warp_int8.efficiency);
  copy.overrun_unicast_share = Math.min(1, copy.overrun_unicast_share);
  return copy;
};
function fit(device, paths, list, iterations) {
  const cost = (x) => {
    const trial = set(device, paths, x);
    return (
      list.reduce((sum, entry) => sum + Math.abs(Math.log(seconds(entry, trial) / entry.time)), 0) /
      list.length
    );
  };
  const begin = paths.map((path) => Math.log(get(device, path)));
  const first = nelderMead(cost, begin, { iterations });
  return set(device, paths, nelderMead(cost, first.x, { iterations, scale: 0.05 }).x);
}
function calibrate(list) {
  const withDense = fit(
    start,
    dense,
    list.filter(({ file, row }) => file === 'gemm' && row.dtype !== 'int8'),
    160,
  );
  const withInt8 = fit(
    withDense,
    int8,
    list.filter(({ file, row }) => file === 'gemm' && row.dtype === 'int8'),
    60,
  );
  return fit(
    withInt8,
    sparse,
    list.filter(({ file }) => file === 'gemm24'),
    100,
  );
}
const show = (device) => {
  for (const path of [...dense, ...int8, ...sparse])
    console.log(`  ${path.join('.')}: ${get(device, path).toPrecision(4)}`);
};

const pool = rows.filter(({ file }) => file === 'gemm' || file === 'gemm24');
const sweeps = rows.filter(({ file }) => file === 'sweeps');
for (const kind of ['gemm', 'gemm24']) {
  const list = rows.filter(({ row, random }) => row.kind === kind && !random);
  console.log(line(`${kind}, roofline`, summary(list.map((entry) => roofline(entry, start)))));
  console.log(
    line(
      `${kind}, shipped parameters`,
      summary(
        errors(
          list.filter(({ file }) => file !== 'sweeps'),
          start,
        ),
      ),
    ),
  );
  console.log(
    line(
      `${kind}, shipped, sweeps`,
      summary(
        errors(
          list.filter(({ file }) => file === 'sweeps'),
          start,
        ),
      ),
    ),
  );
}
if (process.argv.includes('--all')) {
  const device = calibrate(pool);
  show(device);
  for (const kind of ['gemm', 'gemm24']) {
    console.log(
      line(
        `${kind}, fitted rows`,
        summary(
          errors(
            pool.filter(({ row }) => row.kind === kind),
            device,
          ),
        ),
      ),
    );
    console.log(
      line(
        `${kind}, sweeps (not fitted)`,
        summary(
          errors(
            sweeps.filter(({ row }) => row.kind === kind),
            device,
          ),
        ),
      ),
    );
  }
} else {
  for (let k = 1; k <= option('--splits', 3); k++) {
    const units = [...new Set(pool.map(({ unit }) => unit))];
    const stream = randomStream(k, 'split');
    const fitted = new Set(units.filter(() => stream.uniform() < 0.6));
    const device = calibrate(pool.filter(({ unit }) => fitted.has(unit)));
    console.log(`split ${k}: ${fitted.size} of ${units.length} units fitted`);
    show(device);
    for (const kind of ['gemm', 'gemm24']) {
      const rest = pool.filter(({ row, unit }) => row.kind === kind && !fitted.has(unit));
      const own = rest.filter(({ random }) => !random);
      console.log(line(`${kind}, rows not fitted`, summary(errors(own, device))));
      if (own.length < rest.length)
        console.log(line(`${kind}, with the random int8`, summary(errors(rest, device))));
      console.log(
        line(
          `${kind}, sweeps (never fitted)`,
          summary(
            errors(
              sweeps.filter(({ row }) => row.kind === kind),
              device,
            ),
          ),
        ),
      );
    }
  }
}
