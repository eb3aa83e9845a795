import { join } from 'node:path';
import { evaluate } from '../src/engine/evaluate.ts';
import type { PointSpec } from '../src/engine/point.ts';
import { loadDocument } from '../src/io/loadDocument.ts';
import { packageRoot } from '../src/io/shippedFiles.ts';
import { toValue } from '../src/io/sourceNode.ts';

// A·A of generated graphs: products a second of processor time; the first of each graph makes the graph, too. One as large as
// web-Google (5,105,039 non-zeros), and one of 160,000 non-zeros for the slower versions.
const large = { generator: 'r-mat', scale: 20, nonzeros: 5_105_039, a: 0.5, b: 0.11, c: 0.11, seed: 1 };
const small = { generator: 'r-mat', scale: 14, nonzeros: 160_000, a: 0.5, b: 0.11, c: 0.11, seed: 1 };
const only = process.argv[2];

const architectureOf = (name: string): PointSpec['architecture'] => {
  const file = join(packageRoot(), 'configs', 'arch', `${name}.yaml`);
  return toValue(loadDocument(file).root) as PointSpec['architecture'];
};

function measure(name: string, a: typeof large): void {
  const before = process.cpuUsage();
  const { metrics } = evaluate({
    architecture: architectureOf(name),
    workload: {
      layers: [{ name: 'square', spgemm: { a } }],
      bits: { weights: 64, activations: 64, outputs: 64 },
    },
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

for (const graph of [small, large]) {
  console.log(`${graph.nonzeros} non-zeros in 2^${graph.scale} rows`);
  const versions = graph === small ? ['smash-v1', 'smash-v2', 'smash-v3'] : ['gamma', 'smash-v3'];
  for (const name of versions)
    if (only === undefined || name.includes(only)) measure(`spgemm/${name}`, graph);
}
