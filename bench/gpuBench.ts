import { fileURLToPath } from 'node:url';
import { randomStream } from '../src/core/random.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import type { PointSpec } from '../src/engine/point.ts';
import { loadDocument } from '../src/io/loadDocument.ts';
import { toValue } from '../src/io/sourceNode.ts';

// GEMM shapes a second on one core, each never seen before: 1 to 16,384 tokens, outputs and inputs in steps of 64. The
// median and the best of batches of 1000 shapes, in CPU time: a busy machine shows in the difference.
const file = fileURLToPath(new URL('../../configs/arch/gpu/h200.yaml', import.meta.url));
const architecture = toValue(loadDocument(file).root) as PointSpec['architecture'];
const batches = Math.max(3, Math.round(6 * Number(process.env['WINNOW_BENCH_S'] ?? 2)));

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

for (const fidelity of ['estimate', 'cycle'] as const)
  for (const sparsity of [undefined, { weights: { pattern: 'n:m', n: 2, m: 4 } }])
    for (const layersOfPoint of [1, 100]) {
      const stream = randomStream(1, 'shapes');
      const shape = (): [number, number, number] => [
        1 + stream.below(1 << (1 + stream.below(14))),
        64 * (1 + stream.below(256)),
        64 * (1 + stream.below(256)),
      ];
      const run = (): void => {
        const layers = Array.from({ length: layersOfPoint }, (_, i) => ({ name: `l${i}`, gemm: shape() }));
        evaluate({
          architecture,
          workload: {
            layers: layers as never,
            bits: { weights: 16, activations: 16, outputs: 16 },
            ...(sparsity !== undefined && { sparsity }),
          },
          fidelity,
          seed: 1,
          mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
        });
      };
      const rates: number[] = [];
      for (let batch = 0; batch < batches; batch++) {
        const start = cpuSeconds();
        for (let done = 0; done < 1000; done += layersOfPoint) run();
        rates.push(1000 / (cpuSeconds() - start));
      }
      rates.sort((x, y) => x - y);
      const per = (rate: number): string => Math.round(rate).toLocaleString('en').padStart(8);
      const what = `${fidelity}, ${sparsity === undefined ? 'dense' : '2:4'}, ${layersOfPoint} a point`;
      console.log(
        `${what.padEnd(28)}${per(rates[rates.length >> 1]!)} shapes/s, best${per(rates.at(-1)!)} shapes/s`,
      );
    }
