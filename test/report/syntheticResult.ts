import type { LevelAccesses } from '../../src/dataflow/levelAccesses.ts';
import type { LayerResult, PointResult } from '../../src/engine/pointResult.ts';

export interface SyntheticDesign {
  readonly model: number;
  readonly flow: number;
  readonly density: number;
  readonly rows: number;
  readonly cols: number;
  readonly kib: number;
  readonly noise: number;
  readonly index: number;
}

/** name, count, M, K, N of a product. */
const models: readonly (readonly (readonly [string, number, number, number, number])[])[] = [
  [
    ['conv1', 1, 12544, 147, 64],
    ['conv2_1', 4, 3136, 576, 64],
    ['conv3_1', 1, 784, 576, 128],
    ['conv3_2', 3, 784, 1152, 128],
    ['conv3_down', 1, 784, 64, 128],
    ['conv4_1', 1, 196, 1152, 256],
    ['conv4_2', 3, 196, 2304, 256],
    ['conv4_down', 1, 196, 128, 256],
    ['conv5_1', 1, 49, 2304, 512],
    ['conv5_2', 3, 49, 4608, 512],
    ['conv5_down', 1, 49, 256, 512],
    ['fc', 1, 1, 512, 1000],
  ],
  [
    ['qkv', 32, 1, 4096, 12288],
    ['attention.scores', 32, 32, 128, 2048],
    ['attention.values', 32, 32, 2048, 128],
    ['attention.out', 32, 1, 4096, 4096],
    ['ffn.gate_up', 32, 1, 4096, 22016],
    ['ffn.down', 32, 1, 11008, 4096],
    ['output_head', 1, 1, 4096, 32000],
  ],
];

const prices = { mac: 0.56, read: 0.021, dram: 15.6 };
const sources = {
  mac: {
    source: 'Horowitz, ISSCC 2014, figure 1.1.9',
    verified: 'verified',
    derivation: '8-bit multiply 0.2 pJ + 32-bit add 0.1 pJ, 45 nm',
  },
  sram: {
    source: 'CACTI 7 run, 45 nm itrs-hp',
    verified: 'derived',
    derivation: 'interpolated between 64 KiB and 128 KiB in the logarithm',
  },
  dram: { source: 'Horowitz, ISSCC 2014', verified: 'from memory, unverified' },
} as const;

/** A nest of two levels: tiles of k in DRAM, rows and columns of the array below the scratchpad. */
function levelsOf(
  m: number,
  k: number,
  n: number,
  rows: number,
  cols: number,
  kib: number,
  cycles: number,
): readonly LevelAccesses[] {
  const tensor = (name: string, tile: number, reads: number, fills: number, updates: number) => ({
    tensor: name,
    tile_words: tile,
    reads,
    fills,
    updates,
    gated: 0,
    skipped: 0,
    metadata_bits: 0,
  });
  const [kTiles, nTiles] = [Math.ceil(k / rows), Math.ceil(n / cols)];
  return [
    {
      level: 'dram',
      temporal: [
        ['k', kTiles],
        ['n', nTiles],
      ],
      spatial_x: [],
      spatial_y: [],
      instances: 1,
      used_instances: 1,
      capacity_words: null,
      cycles,
      tensors: [
        tensor('a', m * k, m * k * nTiles, 0, 0),
        tensor('b', k * n, k * n, 0, 0),
        tensor('out', m * n, m * n * (kTiles - 1), 0, m * n * kTiles),
      ],
    },
    {
      level: 'scratchpad',
      temporal: [['m', m]],
      spatial_x: [['n', cols]],
      spatial_y: [['k', rows]],
      instances: 1,
      used_instances: 1,
      capacity_words: kib * 1024,
      cycles: Math.ceil(cycles / 2),
      tensors: [
        tensor('a', Math.min(rows, kib * 512), m * k * nTiles, m * k * nTiles, 0),
        tensor('b', rows * cols, k * n, k * n, 0),
      ],
    },
  ];
}

/** A plausible result of a systolic array; `totalsOnly` leaves the layers out. Sums are exact, as the engine's are. */
export function syntheticResult(design: SyntheticDesign, totalsOnly = false): PointResult {
  const { rows, cols, kib, density, flow, noise } = design;
  const area = rows * cols * 0.00048 + kib * 0.0038 + 0.6 + (density < 1 ? rows * cols * 0.00009 : 0);
  const breakdown: Record<string, number> = { compute: 0, fill_drain: 0, dram_a: 0, dram_b: 0, dram_out: 0 };
  const layers: LayerResult[] = [];
  let energy = 0;
  let bytes = 0;
  let effectual = 0;
  let slots = 0;
  for (const [name, count, m, k, n] of models[design.model]!) {
    const [a, b] = flow === 0 ? [k * density, n] : flow === 1 ? [k * density, m] : [m, n];
    const streamed = flow === 0 ? m : flow === 1 ? n : k * density;
    const folds = Math.ceil(a / rows) * Math.ceil(b / cols);
    const compute = Math.ceil(folds * streamed * noise);
    const fill = folds * (rows + cols - 2);
    const weightBytes = Math.ceil(k * n * density * (density < 1 ? 1.25 : 1));
    const reload = Math.max(1, Math.sqrt((m * k + k * n) / (kib * 1024)));
    const inputBytes = Math.ceil(m * k * Math.min(reload, Math.ceil(n / cols)) * 0.4);
    const outBytes = m * n;
    const busy = compute + fill;
    const over = (x: number, share: number): number => Math.max(0, Math.ceil(x / 64 - busy * share));
    const part = {
      compute,
      fill_drain: fill,
      dram_a: over(inputBytes, 0.45),
      dram_b: over(weightBytes, 0.4),
      dram_out: over(outBytes, 0.3),
    };
    const cycles = part.compute + part.fill_drain + part.dram_a + part.dram_b + part.dram_out;
    const macs = m * k * n;
    const useful = Math.round(macs * density);
    const traffic = weightBytes + inputBytes + outBytes;
    const items = [
      { component: 'array.mac', action: 'mac', count: useful, each_pj: prices.mac },
      {
        component: 'array.register',
        action: 'write',
        count: useful * 2,
        each_pj: 0.03 + 0.0006 * (rows + cols),
      },
      {
        component: 'scratchpad.a',
        action: 'read',
        count: Math.ceil((useful / cols) * 1.1),
        each_pj: prices.read * Math.sqrt(kib),
      },
      {
        component: 'scratchpad.b',
        action: 'read',
        count: Math.ceil((useful / rows) * 1.1),
        each_pj: prices.read * Math.sqrt(kib),
      },
      {
        component: 'scratchpad.out',
        action: 'write',
        count: outBytes,
        each_pj: prices.read * 1.2 * Math.sqrt(kib),
      },
      { component: 'dram', action: 'read', count: weightBytes + inputBytes, each_pj: prices.dram },
      { component: 'dram', action: 'write', count: outBytes, each_pj: prices.dram },
    ].map((i) => ({ ...i, total_pj: i.count * i.each_pj }));
    const layerEnergy = items.reduce((s, i) => s + i.total_pj, 0) + cycles * area * 6;
    energy += layerEnergy * count;
    bytes += traffic * count;
    effectual += useful * count;
    slots += cycles * rows * cols * count;
    for (const [reason, c] of Object.entries(part)) breakdown[reason] = (breakdown[reason] ?? 0) + c * count;
    if (totalsOnly) continue;
    const bound = Math.max(Math.ceil(useful / (rows * cols)), Math.ceil(traffic / 32 / 4));
    layers.push({
      name,
      names: Array.from({ length: Math.min(count, 8) }, (_, i) => (i === 0 ? name : `${name}.${i + 1}`)),
      count,
      stage: 'forward',
      shape: `gemm ${m}×${k}×${n}`,
      mapping: { order: ['n', 'k', 'm'], tile: { m: Math.min(m, 256), n: cols, k: rows } },
      execution: {
        cycles,
        breakdown: part,
        macs: { effectual: useful, skipped: macs - useful, gated: 0, padded: 0 },
        traffic: [
          {
            memory: 'dram',
            operand: 'a',
            reads: inputBytes,
            writes: 0,
            read_bytes: inputBytes,
            write_bytes: 0,
          },
          {
            memory: 'dram',
            operand: 'b',
            reads: weightBytes,
            writes: 0,
            read_bytes: weightBytes,
            write_bytes: 0,
          },
          {
            memory: 'dram',
            operand: 'out',
            reads: 0,
            writes: outBytes,
            read_bytes: 0,
            write_bytes: outBytes,
          },
        ],
        actions: items.map(({ component, action, count: c }) => ({ component, action, count: c })),
        levels: levelsOf(m, k, n, rows, cols, kib, cycles),
        utilisation: { array: useful / (cycles * rows * cols) },
      },
      bound: {
        cycles: bound,
        terms: [
          {
            name: 'compute',
            cycles: Math.ceil(useful / (rows * cols)),
            formula: `${useful} MAC / (${rows} × ${cols})`,
          },
          {
            name: 'dram',
            cycles: Math.ceil(traffic / 32 / 4),
            formula: `${Math.ceil(traffic / 4)} compulsory bytes / 32 bytes per cycle`,
            roof: { memory: 'dram', bytes_per_cycle: 32 },
          },
        ],
      },
      energy: items,
      energy_pj: layerEnergy,
      mapping_candidates: 96,
    });
  }
  const cycles = Object.values(breakdown).reduce((x, y) => x + y, 0);
  const latency = cycles / 1e9;
  const component = (
    name: string,
    kind: string,
    count: number,
    mm2: number,
    price: (typeof sources)[keyof typeof sources],
    attributes: Record<string, number>,
  ) => ({
    instance: { name, component: kind, count, attributes },
    area_mm2: mm2,
    leakage_w: mm2 * 0.012,
    prices: {
      area: { value: mm2 / count, ...price },
      read: { value: prices.read * Math.sqrt(kib), ...price },
      write: { value: prices.read * Math.sqrt(kib), ...price },
    },
  });
  return {
    architecture: 'systolic',
    dataflow: 'systolic',
    workload: design.model === 0 ? 'resnet18' : 'llama-2-7b decode',
    fidelity: 'cycle',
    metrics: {
      cycles,
      latency_s: latency,
      energy_pj: energy,
      area_mm2: area,
      power_w: (energy * 1e-12) / latency,
      edp: energy * 1e-12 * latency,
      utilisation: effectual / slots,
      dram_bytes: bytes,
    },
    breakdown,
    layers,
    components: totalsOnly
      ? []
      : [
          component('array.mac', 'mac', rows * cols, rows * cols * 0.00048, sources.mac, { bits: 8 }),
          component('array.register', 'register', rows * cols * 2, rows * cols * 0.00005, sources.mac, {
            bits: 8,
          }),
          ...['a', 'b', 'out'].map((o) =>
            component(`scratchpad.${o}`, 'sram', 1, (kib * 0.0038) / 3, sources.sram, {
              capacity_bytes: kib * 1024,
              word_bits: 128,
            }),
          ),
          component('dram', 'dram', 1, 0, sources.dram, { bandwidth_bytes_per_cycle: 32 }),
        ],
    warnings:
      kib === 1024
        ? [
            {
              code: 'WIN-NRG-004',
              severity: 'warning',
              message: 'scratchpad.a needs 1.31 ns an access, the clock allows 1 ns',
            },
          ]
        : [],
  };
}
