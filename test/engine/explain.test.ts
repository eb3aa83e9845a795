import { explain } from '../../src/engine/explain.ts';
import { sensitivity } from '../../src/engine/sensitivity.ts';
import { assert, suite } from '../harness.ts';
import { gemm, toyDataflow, toyLayer, toyLibrary, toyPoint } from './toyLibrary.ts';

const options = { library: toyLibrary };
const slowMemory = () => ({ ...toyPoint().architecture, dram: { bytes_per_cycle: 2 } });
const tests = suite('explain');

tests('names the largest stall and what limits a layer', () => {
  const { layers, reasons } = explain(toyPoint({ architecture: slowMemory() }), options);
  const [first] = layers;
  // Block 4: 4·16·2 + 128 + 32 bytes at 2 bytes a cycle against 128 cycles of computing.
  assert.is(first!.cycles, 144);
  assert.equal(first!.largest_stall, {
    reason: 'dram',
    meaning: 'waiting for memory',
    cycles: 16,
    share: 16 / 144,
  });
  assert.is(first!.terms[0]!.name, 'compute');
  assert.is(first!.times_bound, 144 / 128);
  assert.is(reasons[0]!.reason, 'compute');
  assert.ok(Math.abs(reasons.reduce((sum, r) => sum + r.share, 0) - 1) < 1e-12);
});

tests('shares out all energy', () => {
  const { energy, result } = explain(toyPoint(), options);
  assert.ok(Math.abs(energy.reduce((sum, e) => sum + e.share, 0) - 1) < 1e-12);
  assert.equal(
    energy.map((e) => e.action),
    ['read', 'write', 'mac', 'leakage'],
  );
  assert.is(energy[3]!.pj, result.metrics['energy_leakage_pj']);
});

tests('tells what a step of each parameter would bring', () => {
  const { steps } = explain(toyPoint({ architecture: slowMemory() }), options);
  const step = (path: string, to: number) => steps.find((s) => s.path.join('.') === path && s.to === to)!;
  assert.is(step('clock_hz', 2e9).ratios['latency_s'], 0.5);
  assert.ok(step('dram.bytes_per_cycle', 4).ratios['cycles']! < 1);
  assert.is(step('lanes', 8).ratios['area_mm2'], 2);
  assert.equal(step('unused', 2).ratios, {});
  assert.is(steps[0]!.ratios['latency_s']! < 1, true);
});

tests('lists a parameter that nothing reads as dead', () => {
  const found = new Map(sensitivity(toyPoint(), options).map((p) => [p.path.join('.'), p.state]));
  assert.is(found.get('unused'), 'dead');
  assert.is(found.get('lanes'), 'live');
  assert.is(found.get('dram.bytes_per_cycle'), 'live');
  assert.is(found.get('clock_hz'), 'live');
  // No toy price depends on the node.
  assert.is(found.get('technology.node_nm'), 'dead');
});

tests('has no stall to name where there is none', () => {
  const { layers } = explain(toyPoint(), options);
  assert.is(layers[0]!.largest_stall, null);
  const sparse = {
    definition: { layers: [toyLayer('x', gemm(2, 4, 8, { pattern: 'uniform', density: 0.5 }))] },
  };
  assert.is(explain(toyPoint({ workload: sparse }), options).layers[0]!.times_bound, null);
});

tests('holds mappings that were searched for, beside short searches', () => {
  const budgets: (number | undefined)[] = [];
  const searching = {
    ...toyDataflow,
    mapspace: () => ({
      size: Number.POSITIVE_INFINITY,
      candidates: () => [],
      search: ({ evaluations }: { evaluations?: number }) => {
        budgets.push(evaluations);
        return { mapping: { block: evaluations === undefined ? 4 : 1 }, evaluated: 1 };
      },
    }),
  };
  const library = { ...toyLibrary, dataflows: [searching] };
  const workload = { definition: { layers: [toyLayer('one', gemm(4, 8, 16))] } };
  const { steps } = explain(toyPoint({ architecture: slowMemory(), workload }), { library });
  const step = (path: string, to: number) => steps.find((s) => s.path.join('.') === path && s.to === to)!;
  // Short searches find block 1 alone, which reads A four times as often as the 4 that is held.
  assert.is(step('dram.bytes_per_cycle', 1).ratios['cycles'], 2);
  assert.equal(step('unused', 2).ratios, {});
  const short = budgets.filter((budget) => budget !== undefined);
  assert.is(budgets.length - short.length, 1);
  assert.ok(short.length > 0 && short.every((budget) => budget <= 200));
});

tests.run();
