import { fileURLToPath } from 'node:url';
import { evaluate } from '../../src/engine/evaluate.ts';
import { evaluateTotals } from '../../src/engine/evaluateTotals.ts';
import type { PointSpec } from '../../src/engine/point.ts';
import { loadDocument } from '../../src/io/loadDocument.ts';
import { toValue } from '../../src/io/sourceNode.ts';
import { assert, repositoryRoot, suite } from '../harness.ts';
import { architectureSpec, llama2 } from './dspchain/shipped.ts';

const tests = suite('weights of several widths in one network');

const read = (path: string) =>
  toValue(
    loadDocument(fileURLToPath(new URL(`configs/arch/${path}.yaml`, repositoryRoot))).root,
  ) as PointSpec['architecture'];

const layer = (name: string) => ({ name, gemm: { m: 4, n: 256, k: 512 } });
const point = (
  architecture: PointSpec['architecture'],
  names: string[],
  bits: unknown,
  fidelity: PointSpec['fidelity'] = 'cycle',
): PointSpec => ({
  architecture,
  workload: { layers: names.map(layer), bits } as never,
  fidelity,
  seed: 1,
  mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
});

tests('a mixed network costs what its layers cost, on every dataflow that takes narrow weights', () => {
  const other = { activations: 8, outputs: 8 };
  for (const path of ['fpga/u280-flightllm', 'systolic', 'nm-compressed'])
    for (const fidelity of ['cycle', 'estimate'] as const) {
      const run = (names: string[], bits: unknown) =>
        evaluateTotals(point(read(path), names, bits, fidelity)).metrics;
      const mixed = run(
        ['one', 'two', 'three'],
        [
          { weights: 4, ...other },
          { layers: 'two', weights: 3 },
          { layers: 'three', weights: 5 },
        ],
      );
      const apart = [4, 3, 5].map((weights) => run(['one'], { weights, ...other }));
      for (const metric of ['cycles', 'energy_dynamic_pj', 'hbm_bytes', 'dram_bytes']) {
        if (mixed[metric] === undefined) continue;
        const sum = apart.reduce((all, metrics) => all + metrics[metric]!, 0);
        assert.ok(
          Math.abs(mixed[metric] / sum - 1) < 1e-9,
          `${path} ${metric}: ${mixed[metric]}, not ${sum}`,
        );
      }
    }
});

tests('dsp-chain: loads follow the width, buffers hold INT8 whatever it is', () => {
  const run = (weights: number) => {
    const { layers } = evaluate(
      point(architectureSpec('u280-flightllm'), ['one'], { weights, activations: 8, outputs: 8 }),
    );
    const { traffic, actions } = layers[0]!.execution;
    return {
      bytes: traffic.find(({ operand }) => operand === 'b')!.read_bytes,
      words: actions.find((a) => a.component === 'core.buffer_a' && a.action === 'write')!.count,
      port: actions.find(({ component }) => component === 'core.port')!.count,
    };
  };
  const [three, four, five] = [run(3), run(4), run(5)];
  assert.is(three.bytes, (3 / 8) * 256 * 512);
  assert.is(four.bytes, (4 / 8) * 256 * 512);
  assert.is(five.bytes, (5 / 8) * 256 * 512);
  assert.is(three.words, five.words);
  assert.is(five.port - four.port, (1 / 8 / 32) * 256 * 512);
});

tests('dsp-chain refuses widths that its ports can’t widen', () => {
  assert.throws(
    () => evaluateTotals(point(architectureSpec('u280-flightllm'), ['one'], { weights: 6, activations: 8 })),
    /weights of 6 bits: the ports widen 2, 3, 4, 5, 8 bits/,
  );
});

tests('LLaMA2-7B at 3, 4 and 5 bits lies between 3 and 4 in bytes, time and energy', () => {
  const run = (bits: unknown) =>
    evaluateTotals({
      architecture: architectureSpec('u280-flightllm'),
      workload: { ...llama2('decode', 256), bits } as never,
      fidelity: 'estimate',
      seed: 1,
      mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
    }).metrics;
  const [four, three] = [4, 3].map((weights) => run({ weights, activations: 8, outputs: 8 })) as [
    Record<string, number>,
    Record<string, number>,
  ];
  const mixed = run([
    { weights: 3, activations: 8, outputs: 8 },
    { layers: '*.v', weights: 5 },
    { layers: '*.ffn.*', weights: 4 },
  ]);
  for (const metric of ['weights_stored_bytes', 'latency_s', 'energy_pj'])
    assert.ok(
      three[metric]! < mixed[metric]! && mixed[metric]! < four[metric]!,
      `${metric}: ${three[metric]}, ${mixed[metric]}, ${four[metric]}`,
    );
});

tests.run();
