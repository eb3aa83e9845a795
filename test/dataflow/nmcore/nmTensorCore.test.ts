import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { type NmCoreHardware, nmCoreHardware } from '../../../src/dataflow/nmcore/hardware.ts';
import nmTensorCore from '../../../src/dataflow/nmTensorCore.ts';
import type { SimulationContext } from '../../../src/dataflow/simulationContext.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import type { PointSpec } from '../../../src/engine/point.ts';
import { loadDocument } from '../../../src/io/loadDocument.ts';
import { toValue } from '../../../src/io/sourceNode.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import type { Gemm } from '../../../src/workload/operations/gemm.ts';
import { assert, repositoryRoot, runs, suite } from '../../harness.ts';
import { type OracleCore, runCoreOracle } from './coreOracle.ts';

const tests = suite('n:m tensor cores');

const bits = 8;
const values = (rows: number, cols: number, density: number, seed: number): Float64Array => {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return Float64Array.from({ length: rows * cols }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = ((state >>> 8) % 7) - 3;
    return (state >>> 12) % 1000 < density * 1000 ? value || 1 : 0;
  });
};
const positions = (dense: Float64Array, rows: number, cols: number): SparseMatrix => {
  const rowPointers = new Int32Array(rows + 1);
  const columns: number[] = [];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) if (dense[r * cols + c] !== 0) columns.push(c);
    rowPointers[r + 1] = columns.length;
  }
  return { rows, cols, rowPointers, columns: Int32Array.from(columns) };
};

const pick = (n: number) => fc.integer({ min: 1, max: n });
const groups = fc.constantFrom([1, 1], [2, 4], [1, 2], [1, 4], [2, 8], [1, 8], [4, 8], [3, 5]);
const scheme = fc.oneof(
  groups.chain(([n, m]) =>
    pick(2).map((times) => ({ scheme: 'groups', lanes: n! * times, n: n!, m: m! }) as const),
  ),
  fc
    .constantFrom([2, 4], [4, 4], [8, 8], [3, 3], [1, 2])
    .map(([lanes, m]) => ({ scheme: 'row-wise', lanes: lanes!, n: 1, m: m! }) as const),
  fc.constant({ scheme: 'hierarchical', lanes: 1, n: 2, m: 4 } as const),
  fc.constant({ scheme: 'hierarchical', lanes: 1, n: 1, m: 3 } as const),
  fc
    .constantFrom([4, 8], [2, 4], [1, 3], [4, 4])
    .map(([n, m]) => ({ scheme: 'paired-blocks', lanes: 1, n: n!, m: m! }) as const),
  fc.constant({ scheme: 'outer-product', lanes: 1, n: 1, m: 1 } as const),
);
const cases = fc
  .record({
    scheme,
    count: pick(3),
    sets_m: pick(3),
    sets_n: pick(3),
    units_m: pick(4),
    units_n: pick(3),
    step_k: fc.constantFrom(1, 4, 8, 20),
    load: fc.constantFrom(1, 2.5, 7, 64),
    drain: fc.constantFrom(1, 3, 100),
    outer: fc.constantFrom([1, 2], [2, 4], [4, 8], [2, 2]),
    m: pick(14),
    n: pick(14),
    k: pick(40),
    densityA: fc.constantFrom(0, 0.2, 0.5, 1),
    densityB: fc.constantFrom(0, 0.1, 0.4, 0.7, 1),
    seed: fc.nat(9999),
  })
  .map((c) => {
    const hierarchical = c.scheme.scheme === 'hierarchical';
    // A set of units must hold a dense group.
    const units_n = c.scheme.scheme === 'row-wise' ? c.units_n * c.scheme.m : c.units_n;
    const core: OracleCore = {
      ...c.scheme,
      count: c.count,
      tile_m: c.sets_m * c.units_m,
      tile_n: c.sets_n * units_n,
      units_m: c.units_m,
      units_n,
      step_k: c.step_k,
      operand_bytes_per_cycle: c.load,
      drain_bytes_per_cycle: c.drain,
      outer_n: hierarchical ? c.outer[0]! : 1,
      outer_m: hierarchical ? c.outer[1]! : 1,
    };
    return { core, m: c.m, n: c.n, k: c.k, densityA: c.densityA, densityB: c.densityB, seed: c.seed };
  });

const hardwareOf = (core: OracleCore): NmCoreHardware => {
  const sparsity = {
    groups: { scheme: 'groups', lanes: core.lanes, shapes: [`${core.n}:${core.m}`] },
    'row-wise': { scheme: 'row-wise', lanes: core.lanes, m: core.m },
    hierarchical: {
      scheme: 'hierarchical',
      inner: { n: core.n, m: core.m },
      outer: { n: core.outer_n, m: core.outer_m },
    },
    'paired-blocks': { scheme: 'paired-blocks', block: core.m, n: core.n },
    'outer-product': { scheme: 'outer-product' },
  }[core.scheme];
  const { count, tile_m, tile_n, units_m, units_n, step_k } = core;
  const { operand_bytes_per_cycle, drain_bytes_per_cycle } = core;
  return nmCoreHardware.parse({
    core: {
      ...{ count, tile_m, tile_n, units_m, units_n, step_k, operand_bytes_per_cycle, drain_bytes_per_cycle },
      ...{ bits_a: bits, bits_b: bits, accumulator_bits: 32, sparsity },
    },
    buffer: { total_kib: 1024, banks: 1, word_bits: 64 },
    dram: { kind: 'ddr4', bandwidth_bytes_per_s: 1e18, latency_cycles: 0 },
  });
};

const operand = (density: number) => ({
  bits,
  sparsity: density === 1 ? { pattern: 'dense' } : { pattern: 'uniform', density },
});
const product = (m: number, n: number, k: number, densityA: number, densityB: number): Gemm => ({
  kind: 'gemm',
  batch: 1,
  m,
  n,
  k,
  weights: 'b',
  b_shared_by: 1,
  operands: { a: operand(densityA), b: operand(densityB), out: operand(1) },
});
const contextOf = (a: SparseMatrix, b: SparseMatrix): SimulationContext => ({
  clock_hz: 1e9,
  technology: { node_nm: 16, device: 'itrs-hp' },
  pattern: (name) => (name === 'a' ? a : b),
  random: () => {
    throw new Error('nothing random');
  },
});

tests('end when cores of one cycle at a time end, which load the same bits and compute the product', () => {
  fc.assert(
    fc.property(cases, ({ core, m, n, k, densityA, densityB, seed }) => {
      const a = values(m, k, densityA, seed);
      const b = values(k, n, densityB, seed + 1);
      const oracle = runCoreOracle(core, { m, n, k, a, b, bits });
      const hardware = hardwareOf(core);
      const operation = product(m, n, k, densityA, densityB);
      const mapping = { order: 'tokens', n: core.n, m: core.m } as const;
      const context = contextOf(positions(a, m, k), positions(b, k, n));
      const run = nmTensorCore.simulate(operation, hardware, mapping, context);
      // With unlimited bandwidth the memory takes one cycle, which may outlast nothing at all.
      assert.is(run.cycles, Math.max(1, oracle.cycles));
      assert.is(
        Object.values(run.breakdown).reduce((x, y) => x + y, 0),
        run.cycles,
      );
      const { effectual, skipped, gated, padded } = run.macs;
      assert.is(effectual + skipped + gated + padded, m * n * k);
      // A read-dense activation is multiplied even where it is zero.
      const everyA = core.scheme === 'paired-blocks' || core.scheme === 'outer-product';
      if (everyA || densityA === 1) assert.is(effectual, oracle.multiplied);
      else assert.ok(effectual + padded >= oracle.multiplied);
      let moved = 0;
      for (const row of run.traffic)
        if (row.memory === 'buffer' && row.operand !== 'out')
          moved += row.reads * (row.operand.startsWith('metadata') ? 1 : bits);
      assert.is(moved, oracle.loaded);
      const expected = new Float64Array(m * n);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++)
          for (let l = 0; l < k; l++) expected[i * n + j]! += a[i * k + l]! * b[l * n + j]!;
      assert.equal(oracle.out, expected);
      assert.equal(nmTensorCore.compute(operation, hardware, mapping, { a, b }), expected);
      const bound = nmTensorCore.bound(
        { ...operation, operands: { ...operation.operands, a: operand(1), b: operand(1) } },
        hardware,
        context,
      );
      if (densityA === 1 && densityB === 1) assert.ok(bound.cycles <= run.cycles);
    }),
    { numRuns: runs(600) },
  );
});

const shipped = (name: string): PointSpec['architecture'] =>
  toValue(
    loadDocument(fileURLToPath(new URL(`configs/arch/tensor-core/${name}.yaml`, repositoryRoot))).root,
  ) as PointSpec['architecture'];
const cyclesOf = (
  name: string,
  fidelity: PointSpec['fidelity'],
  sparsity: Record<string, unknown>,
  size = [1024, 1024, 1024],
): number => {
  const architecture = shipped(name);
  const width = (architecture['core'] as { bits_a: number }).bits_a;
  return evaluate({
    architecture: {
      ...architecture,
      dram: { ...(architecture['dram'] as object), bandwidth_bytes_per_s: 1e15, latency_cycles: 0 },
    },
    workload: {
      layers: [{ name: 'g', gemm: size }] as never,
      bits: { weights: width, activations: width, outputs: width },
      sparsity,
    },
    fidelity,
    seed: 3,
    mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
  }).metrics['cycles']!;
};
const names = ['stc-2-4', 'nm-flexible', 'vegeta', 's2ta', 'dstc', 'highlight'];
const uniform = (density: number) => ({ pattern: 'uniform', density });
const nm = (n: number, m: number) => ({ pattern: 'n:m', n, m });

tests('closed forms come within a few per cent of the simulation, exactly where nothing is drawn', () => {
  for (const name of names) {
    for (const sparsity of [{}, { weights: nm(2, 4) }]) {
      const [estimated, simulated] = [
        cyclesOf(name, 'estimate', sparsity),
        cyclesOf(name, 'cycle', sparsity),
      ];
      assert.ok(Math.abs(estimated / simulated - 1) < 0.02, `${name}: ${estimated} for ${simulated}`);
    }
    for (const sparsity of [
      { weights: uniform(0.1) },
      { weights: uniform(0.4), activations: uniform(0.3) },
      { weights: nm(1, 8) },
    ]) {
      const [estimated, simulated] = [
        cyclesOf(name, 'estimate', sparsity),
        cyclesOf(name, 'cycle', sparsity),
      ];
      assert.ok(Math.abs(estimated / simulated - 1) < 0.12, `${name}: ${estimated} for ${simulated}`);
    }
  }
});

tests('dual-side cores take 12 % more or less than published, nothing fitted', () => {
  // Wang et al., figure 21, as read off for the Sparseloop artifact (fig13_dstc_setup, baseline.yaml): A × B densities.
  const published: [number, number, number][] = [
    [1, 1, 4600],
    [0.9, 1, 4160],
    [0.7, 1, 3300],
    [0.5, 1, 2690],
    [0.3, 1, 1930],
    [1, 0.4, 2500],
    [0.9, 0.4, 2300],
    [0.7, 0.4, 1820],
    [0.5, 0.4, 1480],
    [0.3, 0.4, 1100],
  ];
  const of = (a: number, b: number): number =>
    cyclesOf(
      'dstc',
      'estimate',
      {
        ...(a < 1 && { activations: uniform(a) }),
        ...(b < 1 && { weights: uniform(b) }),
      },
      [4096, 4096, 4096],
    );
  const dense = of(1, 1);
  const errors = published.map(([a, b, latency]) => Math.abs(of(a, b) / dense / (latency / 4600) - 1));
  assert.ok(Math.max(...errors) < 0.12, errors.join());
  assert.ok(errors.reduce((sum, e) => sum + e, 0) / errors.length < 0.06, errors.join());
});

tests('structure buys what it promises until operand ports are full', () => {
  const ratio = (name: string, weights: object): number =>
    cyclesOf(name, 'cycle', {}) / cyclesOf(name, 'cycle', { weights });
  assert.ok(Math.abs(ratio('stc-2-4', nm(2, 4)) - 2) < 0.2);
  assert.ok(Math.abs(ratio('stc-2-4', nm(1, 8)) - 2) < 0.2);
  assert.ok(Math.abs(ratio('vegeta', nm(1, 4)) - 4) < 0.4);
  const flexible = [
    ratio('nm-flexible', nm(2, 4)),
    ratio('nm-flexible', nm(1, 8)),
    ratio('nm-flexible', nm(1, 32)),
  ];
  assert.ok(flexible[0]! > 1.7 && flexible[1]! > flexible[0]! && flexible[2]! >= flexible[1]!);
  assert.ok(flexible[2]! < 8);
  assert.ok(Math.abs(ratio('s2ta', nm(4, 8)) - 2) < 0.2);
});

tests('refuses groups that the selectors lack', () => {
  const point: PointSpec = {
    architecture: shipped('stc-2-4'),
    workload: { layers: [{ name: 'g', gemm: [8, 8, 8] }] as never },
    fidelity: 'cycle',
    seed: 1,
    mapping: {
      objective: 'cycles',
      search: 'exhaustive',
      fixed: { g: { order: 'tokens', n: 1, m: 8 } },
    },
  };
  assert.throws(() => evaluate(point), /don't support groups of 1:8/);
});

tests.run();
