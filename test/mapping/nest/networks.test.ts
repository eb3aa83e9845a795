import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readNestCase } from '../../../src/cli/validation/nestCase.ts';
import { compileNest } from '../../../src/mapping/nest/nestProblem.ts';
import { operationEinsum } from '../../../src/mapping/nest/operationEinsum.ts';
import { createMappingCache, searchOnce } from '../../../src/mapping/nest/search/mappingCache.ts';
import { buildTrace } from '../../../src/workload/buildTrace.ts';
import { macs } from '../../../src/workload/macs.ts';
import { assert, repositoryRoot, suite } from '../../harness.ts';
import { zooDefinition } from '../../workload/zoo.ts';

const test = suite('whole networks on loop nests');

const golden = new URL('test/golden/timeloop/cases/', repositoryRoot);
const architectureOf = (id: string) =>
  readNestCase(parse(readFileSync(new URL(`${id}.yaml`, golden), 'utf8')), id).architecture;

test('every product and convolution of a network becomes an einsum of as many multiply-accumulates', () => {
  const architecture = architectureOf('M-eyeriss-bert-gemm');
  for (const name of ['resnet50', 'mobilenet-v2', 'bert-base']) {
    for (const layer of buildTrace({ definition: zooDefinition(name) }).layers) {
      const einsum = operationEinsum(layer.operation, layer.name);
      if (layer.operation.kind === 'elementwise') assert.is(einsum, null);
      else
        assert.is(
          compileNest(einsum!, architecture).computes,
          macs(layer.operation),
          `${name} ${layer.name}`,
        );
    }
  }
});

test('layers of one shape are searched once, and all of ResNet-50 is mapped', () => {
  const architecture = architectureOf('M-eyeriss-resnet-conv3');
  // The Eyeriss-like storage split: inputs, weights and partial sums have a scratchpad each.
  const constraints = {
    levels: [
      { level: 'GLB', keep: ['a', 'out'] },
      { level: 'ISpad', keep: ['a'] },
      { level: 'WSpad', keep: ['b'] },
      { level: 'PSpad', keep: ['out'] },
    ],
  };
  const cache = createMappingCache();
  const shapes = new Set<string>();
  let layers = 0;
  let energy = 0;
  for (const layer of buildTrace({ definition: zooDefinition('resnet50') }).layers) {
    const einsum = operationEinsum(layer.operation, layer.name);
    if (einsum === null) continue;
    layers += 1;
    shapes.add(JSON.stringify([einsum.dims, einsum.tensors]));
    const found = searchOnce(cache, einsum, architecture, constraints, {
      objective: 'energy',
      evaluations: 600,
      seed: 0,
    });
    energy += found.cost * layer.count;
  }
  assert.ok(layers >= shapes.size);
  assert.is(cache.size, shapes.size);
  // No design can pay less than its multiply-accumulates, and this one should not pay 20 times their energy.
  const floor = buildTrace({ definition: zooDefinition('resnet50') }).layers.reduce(
    (sum, l) => sum + 0.56 * macs(l.operation) * l.count,
    0,
  );
  assert.ok(energy > floor && energy < 20 * floor, `${energy} pJ over ${floor}`);
});

test.run();
