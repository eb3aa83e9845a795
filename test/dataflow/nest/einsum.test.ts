import { DiagnosticError } from '../../../src/core/diagnostic.ts';
import { randomStream } from '../../../src/core/random.ts';
import loopNest from '../../../src/dataflow/loopNest.ts';
import type { MapSearchRequest } from '../../../src/mapping/mapSpace.ts';
import { buildTrace } from '../../../src/workload/buildTrace.ts';
import { macs } from '../../../src/workload/macs.ts';
import type { Operation } from '../../../src/workload/operation.ts';
import { rankLengths, type TensorProduct } from '../../../src/workload/operations/tensorProduct.ts';
import { assert, suite } from '../../harness.ts';
import { contextFor } from '../systolicCases.ts';

const test = suite('einsums on loop nests');

const hardware = loopNest.hardware.parse({
  levels: [
    { name: 'DRAM', memory: 'ddr4', word_bits: 8, words_per_access: 8, read_words_per_cycle: 4 },
    { name: 'GLB', memory: 'sram', word_bits: 8, capacity_words: 600, fan_out: { x: 3, y: 4 } },
    { name: 'spad', memory: 'sram', word_bits: 8, capacity_words: 24 },
  ],
  compute: { bits_a: 8, bits_b: 8, accumulator_bits: 32 },
});
const request: MapSearchRequest = {
  method: 'auto',
  objective: 'edp',
  evaluations: 1500,
  seed: 4,
  priceOf: (component) => (component === 'DRAM' ? 100 : component === 'mac' ? 0.2 : 1),
};
const operationOf = (layer: Record<string, unknown>): Operation =>
  buildTrace({ layers: [{ name: 'x', ...layer }] }).layers[0]!.operation;
const run = (operation: Operation) => {
  const context = contextFor(operation, 1);
  const { mapping } = loopNest.mapspace(operation, hardware, context).search!(request);
  return { mapping, execution: loopNest.simulate(operation, hardware, mapping, context) };
};

test('a product and a convolution cost the same when they are written as einsums', () => {
  const pairs: [Record<string, unknown>, Record<string, unknown>][] = [
    [
      { gemm: [12, 10, 16] },
      { einsum: { equation: 'out[m,n] = a[m,k] * b[k,n]', sizes: { m: 12, n: 10, k: 16 } } },
    ],
    [
      { conv: { height: 9, width: 9, channels: 4, filters: 6, kernel: 3, stride: 2 } },
      {
        einsum: {
          equation: 'out[f,p,q] = a[c, 2p+r, 2*q+s] * b[f,c,r,s]',
          sizes: { f: 6, c: 4, p: 4, q: 4, r: 3, s: 3 },
        },
      },
    ],
  ];
  for (const [plain, written] of pairs) {
    const [one, other] = [run(operationOf(plain)), run(operationOf(written))];
    assert.is(other.execution.cycles, one.execution.cycles);
    assert.equal(other.execution.actions, one.execution.actions);
    assert.equal(other.execution.traffic, one.execution.traffic);
  }
});

const kernels: Record<string, unknown>[] = [
  { equation: 'out[i,r] = a[i,j,k] * b[j,r] * c[k,r]', sizes: { i: 6, j: 5, k: 4, r: 3 } },
  { equation: 'out[i,j,r] += a[i,j,k] * b[k,r]', sizes: { i: 6, j: 5, k: 4, r: 3 } },
  { equation: 'out[i,j] = a[i,j] * b[i,k] * c[k,j]', sizes: { i: 7, j: 6, k: 4 } },
  { equation: 'out[g,h,q,s] = a[g,h,q,d] * b[g,s,d]', sizes: { g: 2, h: 2, q: 5, s: 6, d: 4 } },
  { equation: 'out[m,p] = a[c,2p+r] * b[m,c,r]', sizes: { m: 4, c: 3, p: 7, r: 3 } },
];

test('tensor kernels compute their sum, count every product and read every tensor', () => {
  for (const einsum of kernels) {
    const operation = operationOf({ einsum }) as TensorProduct;
    const { mapping, execution } = run(operation);
    const size = (t: TensorProduct['tensors'][number]): number =>
      rankLengths(operation, t).reduce((product, length) => product * length, 1);
    const random = randomStream(1, 'values');
    const data: Record<string, Float64Array> = {};
    for (const tensor of operation.tensors)
      data[tensor.name] = Float64Array.from({ length: size(tensor) }, () => random.below(9) - 4);
    // Every point of the iteration space, dim after dim.
    const dims = Object.entries(operation.dims);
    const expected = new Float64Array(data['out']!.length);
    for (let point = 0; point < macs(operation); point++) {
      const at: Record<string, number> = {};
      let rest = point;
      for (const [dim, extent] of dims) {
        at[dim] = rest % extent;
        rest = Math.floor(rest / extent);
      }
      const index = (t: TensorProduct['tensors'][number]): number => {
        const lengths = rankLengths(operation, t);
        return t.ranks.reduce(
          (position, terms, r) =>
            position * lengths[r]! +
            terms.reduce((sum, { dim, coefficient }) => sum + coefficient * at[dim]!, 0),
          0,
        );
      };
      let value = 1;
      for (const t of operation.tensors) if (t.name !== 'out') value *= data[t.name]![index(t)]!;
      expected[index(operation.tensors.at(-1)!)]! += value;
    }
    const computed = loopNest.compute!(operation, hardware, mapping, data as never);
    assert.equal(computed, expected, JSON.stringify(einsum));
    assert.is(execution.macs.effectual, macs(operation));
    for (const tensor of operation.tensors) {
      const dram = execution.traffic.find((t) => t.memory === 'DRAM' && t.operand === tensor.name)!;
      assert.ok((tensor.name === 'out' ? dram.writes : dram.reads) >= size(tensor), tensor.name);
    }
    assert.equal(loopNest.mapping.parse(JSON.parse(JSON.stringify(mapping))), mapping);
  }
});

test('equations that are wrong say what and what would be right', () => {
  const said = (einsum: Record<string, unknown>, extra: Record<string, unknown> = {}): string => {
    try {
      operationOf({ einsum, ...extra });
      return '';
    } catch (error) {
      assert.instance(error, DiagnosticError);
      return (error as DiagnosticError).diagnostics
        .map((d) => `${d.code} ${d.message}; ${d.hint}`)
        .join('\n');
    }
  };
  const sizes = { i: 4, j: 4, k: 4 };
  assert.match(
    said({ equation: 'out[i,j] = a[i,k] * b[k,j]', sizes: { i: 4, j: 4 } }),
    /no size is given for k/,
  );
  assert.match(
    said({ equation: 'out[i,j] = a[i,k] * b[k,j]', sizes: { ...sizes, z: 2 } }),
    /has no z; its dims/,
  );
  assert.match(said({ equation: 'out[i,j] = a[i,k] * d[k,j]', sizes }), /"d\[k,j\]" is no tensor.*a, b, c/);
  assert.match(said({ equation: 'out[i,j] = a[i,K] * b[k,j]', sizes }), /"K" is no index/);
  assert.match(said({ equation: 'out[i,j] = a[i,j]', sizes }), /the tensors are out = a;/);
  assert.match(
    said({ equation: 'out[i,j] = a[i,k] * b[k,j]', sizes }, { sparsity: { weights: { pattern: 'dense' } } }),
    /sparsity by role has no meaning/,
  );
});

test.run();
