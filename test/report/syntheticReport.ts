import { randomStream } from '../../src/core/random.ts';
import type { PointResult } from '../../src/engine/pointResult.ts';
import { paretoRanks } from '../../src/explore/pareto/paretoRanks.ts';
import type { ReportData, ReportMetric } from '../../src/report/reportData.ts';
import { syntheticResult } from './syntheticResult.ts';

const metric = (
  name: string,
  unit: string,
  better: ReportMetric['better'],
  formula: string,
  description: string,
): ReportMetric => ({
  name,
  unit,
  better,
  formula,
  description,
});

export const syntheticMetrics: readonly ReportMetric[] = [
  metric('cycles', 'cycles', 'lower', 'Σ layer count × layer cycles', 'Time of one pass of the workload'),
  metric('latency_s', 's', 'lower', 'cycles / clock_hz', 'Time of one pass of the workload'),
  metric('energy_pj', 'pJ', 'lower', 'energy_dynamic_pj + energy_leakage_pj', 'Energy of one pass'),
  metric('area_mm2', 'mm²', 'lower', 'Σ component count × area', 'On-chip area of the components listed'),
  metric('power_w', 'W', 'lower', 'energy_pj × 1e-12 / latency_s', 'Mean power'),
  metric('edp', 'J·s', 'lower', 'energy_pj × 1e-12 × latency_s', 'Energy-delay product'),
  metric(
    'utilisation',
    '1',
    'higher',
    'Σ cycles × array utilisation / cycles',
    'Effectual multiply-accumulates over slots',
  ),
  metric('dram_bytes', 'bytes', 'lower', 'Σ bytes read + written', 'Traffic of dram in one pass'),
];

const axes = [
  { path: 'workload', label: 'Workload', unit: '', values: ['resnet18', 'llama-2-7b decode'] },
  { path: 'arch.array.dataflow', label: 'Dataflow', unit: '', values: ['ws', 'is', 'os'] },
  { path: 'workload.sparsity.weights', label: 'Weights', unit: '', values: ['dense', '2:4', '2:8'] },
  { path: 'arch.array.rows', label: 'Rows', unit: '', values: [16, 32, 64, 128] },
  { path: 'arch.array.cols', label: 'Cols', unit: '', values: [16, 32, 64, 128] },
  { path: 'arch.scratchpad.capacity_kib', label: 'Scratchpad', unit: 'KiB', values: [64, 256, 1024] },
] as const;

/** Pareto ranks over columns that are all to be lowered, within each workload. */
function ranks(
  columns: readonly Float64Array[],
  feasible: readonly number[],
  group: Uint32Array,
): Map<number, number> {
  const out = new Map<number, number>();
  for (const g of new Set(group)) {
    const rows = feasible.filter((i) => group[i] === g);
    const scores = Float64Array.from(
      { length: rows.length * columns.length },
      (_, k) => columns[k % columns.length]![rows[Math.floor(k / columns.length)]!]!,
    );
    paretoRanks(scores, columns.length).forEach((rank, k) => {
      out.set(rows[k]!, rank);
    });
  }
  return out;
}

export interface SyntheticOptions {
  readonly points: number;
  readonly seed?: number;
  readonly title?: string;
  /** Points with a full result; all of rank 1 … 3 up to this many. */
  readonly details?: number;
}

/** A sweep that looks like a real one: a plausible systolic array, 864 combinations and copies of them with noise. */
export function syntheticReport({
  points: count,
  seed = 1,
  title = 'quickstart',
  details = 120,
}: SyntheticOptions): ReportData {
  const random = randomStream(seed, 'synthetic');
  const codes = axes.map(() => new Uint32Array(count));
  const columns = syntheticMetrics.map(() => new Float64Array(count));
  const status = new Uint8Array(count);
  const reason = new Uint32Array(count);
  /** Metrics before some points fail: what later copies of the grid vary. */
  const base = syntheticMetrics.map(
    () =>
      new Float64Array(
        Math.min(
          count,
          axes.reduce((n, a) => n * a.values.length, 1),
        ),
      ),
  );
  const results: (() => PointResult)[] = [];
  const full = axes.reduce((n, a) => n * a.values.length, 1);
  const feasible: number[] = [];
  for (let i = 0; i < count; i++) {
    let at = count <= full ? Math.floor((i * full) / count) : i % full;
    axes.forEach((axis, a) => {
      codes[a]![i] = at % axis.values.length;
      at = Math.floor(at / axis.values.length);
    });
    const [model = 0, flow = 0, sparse = 0, rows = 0, cols = 0, pad = 0] = codes.map((c) => c[i]!);
    const design = {
      model,
      flow,
      density: [1, 0.5, 0.25][sparse]!,
      rows: 16 << rows,
      cols: 16 << cols,
      kib: [64, 256, 1024][pad]!,
      noise: count > full ? 0.8 + 0.4 * random.uniform() : 0.98 + 0.04 * random.uniform(),
      index: i,
    };
    results.push(() => syntheticResult(design));
    // Beyond the full grid, points repeat it with noise of their own.
    const totals = i < full ? syntheticResult(design, true).metrics : null;
    syntheticMetrics.forEach((m, k) => {
      if (totals !== null) base[k]![i] = totals[m.name]!;
      const spread = i < full || m.name === 'area_mm2' ? 1 : 0.85 + 0.3 * random.uniform();
      columns[k]![i] = base[k]![i % full]! * spread;
    });
    if (random.uniform() < 0.015) {
      status[i] = 2;
      reason[i] = 3;
      for (const c of columns) c[i] = Number.NaN;
    } else if (columns[3]![i]! > 14) {
      status[i] = 1;
      reason[i] = 1;
    } else if (design.kib === 64 && design.rows * design.cols === 128 * 128 && flow === 0) {
      status[i] = 1;
      reason[i] = 2;
      for (const c of columns) c[i] = Number.NaN;
    } else feasible.push(i);
  }
  const ranked = ranks([columns[1]!, columns[2]!, columns[3]!], feasible, codes[0]!);
  const kept = [...ranked]
    .filter(([, r]) => r <= 3)
    .sort((a, b) => a[1] - b[1] || a[0] - b[0])
    .slice(0, details);
  const tally = (s: number): number => status.reduce((n, v) => n + Number(v === s), 0);
  return {
    title,
    description: 'What 2:4 and 2:8 weights buy on a systolic array, with what the scratchpads cost.',
    summary: {
      swept: '2 workloads × 3 dataflows × dense, 2:4, 2:8 weights × rows × cols × scratchpad',
      ok: tally(0),
      infeasible: tally(1),
      failed: tally(2),
      estimate: 0,
      cycle: count,
    },
    axes,
    metrics: syntheticMetrics,
    within: 'workload',
    objectives: ['latency_s', 'energy_pj', 'area_mm2'],
    constraints: ['area_mm2 <= 14'],
    reasons: {
      compute: 'the array multiplies',
      fill_drain: 'operands and results move through the array',
      dram_a: 'the array waits for activations from DRAM',
      dram_b: 'the array waits for weights from DRAM',
      dram_out: 'the array waits until results are written to DRAM',
      bank: 'two ports ask for one bank',
    },
    points: {
      count,
      index: Uint32Array.from({ length: count }, (_, i) => i),
      axes: codes,
      metrics: columns,
      rank: Uint32Array.from({ length: count }, (_, i) => ranked.get(i) ?? 0),
      status,
      reason,
      reasons: [
        '',
        'area_mm2 <= 14 does not hold',
        'layer fc: the weight tile needs 131 072 B, the scratchpad has 65 536 B; a tile of 64 columns fits',
        'deadlock after 10 000 cycles without progress',
      ],
      fidelity: new Uint8Array(count).fill(1),
      baseline: count > 4 ? 3 : null,
    },
    details: kept.map(([row]) => ({ row, result: results[row]!(), spec: null, gaps: null })),
    provenance: {
      engine_version: '0.1.0',
      commit: '3f2a9c1d7b604e5588aa',
      config_hash: '9d1f04c2a87be36f5512',
      seed,
      technology: '45 nm, itrs-hp',
      tables: [
        {
          name: 'cacti',
          description: 'SRAM energy, leakage, area, access time',
          source: 'CACTI 7, Balasubramonian et al., ACM TACO 14(2), 2017',
          verified: 'derived: run of the tool',
        },
        {
          name: 'horowitz-45nm',
          description: 'Arithmetic and DRAM',
          source: 'Horowitz, ISSCC 2014, figure 1.1.9',
          verified: 'verified against the publication',
        },
      ],
      resolved: `kind: sweep\nversion: 1\nname: ${title.slice(0, 40).replace(/[^\w.-]/g, '_')}\nworkloads:\n  - model: resnet18\n  - model: llama-2-7b\n    phase: decode\naxes:\n  arch.array.rows: [16, 32, 64, 128]\n  arch.array.cols: [16, 32, 64, 128]\nobjectives: [latency_s, energy_pj, area_mm2]\nconstraints: ["area_mm2 <= 14"]\nseed: ${seed}\n`,
      origins: [
        { path: 'arch.clock_hz', value: '1e9', origin: 'configs/arch/systolic.yaml:9' },
        { path: 'arch.array.rows', value: '16, 32, 64, 128', origin: 'experiments/quickstart.yaml:12' },
        { path: 'fidelity', value: 'cycle', origin: 'default' },
        { path: 'seed', value: String(seed), origin: '--set seed=1' },
      ],
      reproduce: 'winnow sweep experiments/quickstart.yaml --set seed=1',
      invariants: [
        { law: 'reasons sum to cycles', checked: 8000, violated: 0 },
        { law: 'cycles are not below the bound', checked: 8000, violated: 0 },
        { law: 'multiply-accumulates sum to the dense count', checked: 8000, violated: 0 },
      ],
      leaves_out: [
        { dataflow: 'systolic', sentence: 'Banks of the scratchpads are conflict-free for unit strides.' },
        {
          dataflow: 'systolic',
          sentence: 'DRAM has one bandwidth and one latency; refresh and rows are left out.',
        },
      ],
      validation: [{ suite: 'scalesim', cases: 412, exact: 412, mape_pct: 0, max_pct: 0 }],
    },
    failures: Array.from(status.keys())
      .filter((i) => status[i] === 2)
      .slice(0, 200)
      .map((index) => ({
        index,
        code: 'WIN-SIM-007',
        message: 'deadlock after 10 000 cycles without progress',
      })),
  };
}
