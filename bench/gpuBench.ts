import { fileURLToPath } from 'node:url';
import { randomStream } from '../src/core/random.ts';
import { evaluate } from '../src/engine/evaluate.ts';
import type { PointSpec } from '../src/engine/point.ts';
import { prepareDesign, prepareTrace } from '../src/engine/preparePoint.ts';
import { shippedLibrary } from '../src/engine/shippedLibrary.ts';
import { loadDocument } from '../src/io/loadDocument.ts';
import { toValue } from '../src/io/sourceNode.ts';

// GEMM shapes a second on one core, each never seen before: 1 to 16,384 tokens, outputs and inputs in steps of 64. From
// the shape as a workload file has it to the checked and priced result of `evaluate`: kernel, time, cycles by reason,
// energy. The median and the best of batches of 1000 shapes, in CPU time of all threads (a busy machine shows in the
// difference), once the compiler has seen the code: the first 10,000 shapes of the process are a line of their own.
const file = fileURLToPath(new URL('../../configs/arch/gpu/h200.yaml', import.meta.url));
const architecture = toValue(loadDocument(file).root) as PointSpec['architecture'];
const batches = Math.max(3, Math.round(6 * Number(process.env['WINNOW_BENCH_S'] ?? 2)));
const twoOfFour = { weights: { pattern: 'n:m', n: 2, m: 4 } };

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const stream = randomStream(1, 'shapes');
const shape = (): [number, number, number] => [
  1 + stream.below(1 << (1 + stream.below(14))),
  64 * (1 + stream.below(256)),
  64 * (1 + stream.below(256)),
];

const point = (fidelity: PointSpec['fidelity'], sparse: boolean, layersOfPoint: number): PointSpec => ({
  architecture,
  workload: {
    layers: Array.from({ length: layersOfPoint }, (_, i) => ({ name: `l${i}`, gemm: shape() })),
    bits: { weights: 16, activations: 16, outputs: 16 },
    ...(sparse && { sparsity: twoOfFour }),
  },
  fidelity,
  seed: 1,
  mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
});

/** Shapes a second of one batch. */
function batch(shapes: number, perRun: number, run: () => void): number {
  const start = cpuSeconds();
  for (let done = 0; done < shapes; done += perRun) run();
  return shapes / (cpuSeconds() - start);
}

const per = (rate: number): string => Math.round(rate).toLocaleString('en').padStart(8);

function measure(what: string, perRun: number, run: () => void): void {
  for (let i = 0; i < 4; i++) batch(1000, perRun, run);
  const rates = Array.from({ length: batches }, () => batch(1000, perRun, run)).sort((x, y) => x - y);
  console.log(
    `${what.padEnd(36)}${per(rates[rates.length >> 1]!)} shapes/s, best${per(rates.at(-1)!)} shapes/s`,
  );
}

const cold = batch(10_000, 1, () => evaluate(point('estimate', false, 1)));
console.log(`${'the first 10,000, compilation too'.padEnd(36)}${per(cold)} shapes/s`);
for (const fidelity of ['estimate', 'cycle'] as const)
  for (const sparse of [false, true])
    for (const layers of [1, 100])
      measure(`${fidelity}, ${sparse ? '2:4' : 'dense'}, ${layers} a point`, layers, () =>
        evaluate(point(fidelity, sparse, layers)),
      );

// The dataflow alone, of shapes that are there: ranking and estimate, nothing read, checked, priced or kept.
const { dataflow, architecture: parsed, design } = prepareDesign(architecture, shippedLibrary);
const operations = prepareTrace(point('estimate', false, 10_000).workload, shippedLibrary).trace.layers;
const context = { ...design, pattern: unasked, random: unasked };
function unasked(): never {
  throw new Error('a closed form asks for no positions');
}
let next = 0;
measure('ranking and estimate alone, dense', 1, () => {
  const { operation } = operations[next++ % operations.length]!;
  const space = dataflow.mapspace(operation, parsed.hardware, design);
  const [best] = space.candidates();
  dataflow.estimate(operation, parsed.hardware, best, context);
});
