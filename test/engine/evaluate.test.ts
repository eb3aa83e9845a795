import { DiagnosticError } from '../../src/core/diagnostic.ts';
import { evaluate } from '../../src/engine/evaluate.ts';
import { evaluateTotals } from '../../src/engine/evaluateTotals.ts';
import { assert, suite } from '../harness.ts';
import { gemm, toyLayer, toyLibrary, toyPoint } from './toyLibrary.ts';

const options = { library: toyLibrary };
const tests = suite('evaluate');

const diagnosticsOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
  throw new Error('nothing was thrown');
};

tests('sums layers by their counts', () => {
  const result = evaluate(toyPoint(), options);
  const [first, second] = result.layers;
  // 4·8·16 = 512 MACs on 4 lanes; 3·5·7 = 105 MACs, 53 bytes of operands at block 4 → compute-bound both.
  assert.is(first!.execution.cycles, 128);
  assert.is(second!.execution.cycles, 27);
  assert.is(result.metrics['cycles'], 128 + 2 * 27);
  assert.is(result.metrics['macs'], 512 + 2 * 105);
  assert.is(result.metrics['latency_s'], 182e-9);
  assert.equal(result.breakdown, { compute: 182, dram: 0 });
  assert.is(result.metrics['off_chip_bytes'], 4 * 16 * 8 + 8 * 16 + 32 + 2 * (3 * 7 * 5 + 35 + 15));
});

tests('prices actions and leakage', () => {
  const { metrics, layers, components } = evaluate(toyPoint(), options);
  const reads = 640 + 2 * 140;
  const writes = 32 + 2 * 15;
  assert.is(metrics['energy_dynamic_pj'], 722 * 0.5 + reads * 20 + writes * 30);
  assert.ok(Math.abs(metrics['energy_leakage_pj']! - 4e-6 * 182e-9 * 1e12) < 1e-12);
  assert.is(metrics['area_mm2'], 0.004);
  assert.ok(Math.abs(metrics['edp']! / (metrics['energy_pj']! * 1e-12 * 182e-9) - 1) < 1e-12);
  assert.is(layers[0]!.energy.find((e) => e.action === 'write')!.total_pj, 960);
  assert.equal(Object.keys(components[0]!.prices), ['area', 'leakage', 'access_time', 'mac']);
});

tests('warns where an access is longer than a cycle', () => {
  const { warnings } = evaluate(toyPoint(), options);
  assert.is(warnings.length, 1);
  assert.is(warnings[0]!.code, 'WIN-NRG-101');
  const slower = toyPoint({ architecture: { ...toyPoint().architecture, clock_hz: 4e8 } });
  assert.is(evaluate(slower, options).warnings.length, 0);
});

tests('gives the totals of evaluateTotals bit for bit', () => {
  for (const fidelity of ['cycle', 'estimate'] as const)
    for (const objective of ['cycles', 'energy', 'edp'] as const) {
      const point = toyPoint({ fidelity, mapping: { objective, search: 'all', fixed: {} } });
      const { metrics, breakdown, warnings } = evaluate(point, options);
      assert.equal(evaluateTotals(point, options), { metrics, breakdown, warnings });
    }
});

tests('chooses the mapping by the objective', () => {
  const byEnergy = toyPoint({ mapping: { objective: 'energy', search: 'all', fixed: {} } });
  assert.equal(evaluate(toyPoint(), options).layers[0]!.mapping, { block: 1 });
  assert.equal(evaluate(byEnergy, options).layers[0]!.mapping, { block: 4 });
  const fixed = toyPoint({
    mapping: { objective: 'cycles', search: 'all', fixed: { 'second.1': { block: 2 } } },
  });
  assert.equal(evaluate(fixed, options).layers[1]!.mapping, { block: 2 });
});

tests('walks the same sample for the same seed, and another for another', () => {
  const sparse = gemm(4, 32, 32, { pattern: 'uniform', density: 0.5 });
  const workload = {
    definition: {
      layers: [toyLayer('x', sparse), toyLayer('y', gemm(5, 32, 32, { pattern: 'uniform', density: 0.5 }))],
    },
  };
  const at = (seed: number) => evaluate(toyPoint({ workload, seed }), options).metrics['effectual_macs'];
  assert.is(at(1), at(1));
  assert.is.not(at(1), at(2));
});

tests('names every fault of an architecture with its path', () => {
  const architecture = { ...toyPoint().architecture, lane: 4, clock_hz: -1, technology: { node: 45 } };
  delete (architecture as Record<string, unknown>)['lanes'];
  const found = diagnosticsOf(() => evaluate(toyPoint({ architecture }), options));
  const byPath = new Map(found.map((d) => [d.path!.join('.'), d]));
  assert.equal([...byPath.keys()].sort(), [
    'clock_hz',
    'lane',
    'lanes',
    'technology.node',
    'technology.node_nm',
  ]);
  assert.is(byPath.get('lane')!.hint, 'did you mean "lanes"?');
  assert.is(byPath.get('technology.node')!.hint, 'did you mean "node_nm"?');
});

tests('suggests names that are near', () => {
  const architecture = { ...toyPoint().architecture, dataflow: 'toi', energy: ['toy-price'] };
  const found = diagnosticsOf(() => evaluate(toyPoint({ architecture }), options));
  assert.equal(
    found.map((d) => [d.code, d.hint]),
    [
      ['WIN-ARC-003', 'did you mean "toy"?'],
      ['WIN-ARC-003', 'did you mean "toy-prices"?'],
    ],
  );
  const search = toyPoint({ mapping: { objective: 'cycles', search: 'al', fixed: {} } });
  assert.is(diagnosticsOf(() => evaluate(search, options))[0]!.hint, 'did you mean "all"?');
});

tests('refuses layers that the dataflow can not run, all at once', () => {
  const relu = { ...gemm(1, 1, 1), kind: 'elementwise', function: 'relu', elements: 9 } as never;
  const workload = {
    definition: { layers: [toyLayer('r1', relu), toyLayer('ok', gemm(1, 1, 1)), toyLayer('r2', relu)] },
  };
  const found = diagnosticsOf(() => evaluate(toyPoint({ workload }), options));
  assert.equal(
    found.map((d) => d.code),
    ['WIN-OPS-001', 'WIN-OPS-001'],
  );
  assert.match(found[1]!.message, 'r2');
});

tests('never prices by default', () => {
  const empty = { ...toyLibrary, tables: [] };
  const found = diagnosticsOf(() => evaluate(toyPoint(), { library: empty }));
  assert.equal(
    found.map((d) => d.code),
    ['WIN-NRG-002', 'WIN-NRG-003', 'WIN-NRG-002', 'WIN-NRG-003'],
  );
  const free = { ...toyLibrary, tables: [{ ...toyLibrary.tables[0]!, energy_pj: () => null }] };
  assert.is(diagnosticsOf(() => evaluate(toyPoint(), { library: free }))[0]!.code, 'WIN-NRG-001');
});

tests.run();
