import { join } from 'node:path';
import { evaluate } from '../src/engine/evaluate.ts';
import type { PointSpec } from '../src/engine/point.ts';
import { loadDocument } from '../src/io/loadDocument.ts';
import { packageRoot } from '../src/io/shippedFiles.ts';
import { toValue } from '../src/io/sourceNode.ts';
import type { PatternSpec } from '../src/tensor/patternSpec.ts';
import { resolvePattern } from '../src/tensor/resolvePattern.ts';

// A·A of a graph as large as web-Google (5,105,039 non-zeros), generated: products a second of processor time.
const a = { generator: 'r-mat', scale: 20, nonzeros: 5_105_039, a: 0.5, b: 0.11, c: 0.11, seed: 1 };
const workload: PointSpec['workload'] = {
  layers: [{ name: 'square', spgemm: { a } }],
  bits: { weights: 64, activations: 64, outputs: 64 },
};
const positions = resolvePattern({ pattern: 'generated', ...a } as PatternSpec).positions()!;
const only = process.argv[2];

console.log(`${positions.columns.length} non-zeros`);
for (const name of ['spgemm/gamma', 'spgemm/smash-v3']) {
  if (only !== undefined && !name.includes(only)) continue;
  const file = join(packageRoot(), 'configs', 'arch', `${name}.yaml`);
  const before = process.cpuUsage();
  const { metrics } = evaluate({
    architecture: toValue(loadDocument(file).root) as PointSpec['architecture'],
    workload,
    fidelity: 'cycle',
    seed: 1,
    mapping: { objective: 'cycles', search: 'exhaustive', fixed: {} },
  });
  const used = process.cpuUsage(before);
  const seconds = (used.user + used.system) / 1e6;
  const products = metrics['effectual_macs']!;
  console.log(
    `${name.padEnd(18)} ${products} products in ${seconds.toFixed(1)} s: ` +
      `${(products / seconds / 1e6).toFixed(2)} M products/s, ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
  );
}
