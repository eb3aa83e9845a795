import * as fc from 'fast-check';
import { randomStream } from '../../../src/core/random.ts';
import { prepare } from '../../../src/dataflow/sat/run.ts';
import { stageProblem } from '../../../src/dataflow/sat/stageProblem.ts';
import { tilingOf } from '../../../src/dataflow/sat/tiling.ts';
import sat from '../../../src/dataflow/sat.ts';
import type { SimulationContext } from '../../../src/dataflow/simulationContext.ts';
import { operandShape } from '../../../src/tensor/operandShape.ts';
import { resolvePattern } from '../../../src/tensor/resolvePattern.ts';
import { assert, runs, suite } from '../../harness.ts';
import { type OracleStep, runOracle } from './oracle.ts';
import { clock_hz, type SatCase, satCase } from './satCases.ts';

const test = suite('sat array and queues');

const context = { clock_hz, technology: { node_nm: 16, device: 'itrs-hp' } } as unknown as SimulationContext;

/** A sparse a comes from the right: the array makes the transposed product. */
function asArraySees({ m, n, operands }: SatCase['operation']) {
  const turned = operands.a.sparsity.pattern !== 'dense';
  return turned
    ? { turned, m: n, n: m, sparsity: operands.a.sparsity }
    : { turned, m, n, sparsity: operands.b.sparsity };
}

/** Steps of the product from its tile sizes, with what each moves, counted here anew. */
function stepsOf({ operation, hardware, mapping }: SatCase): OracleStep[] {
  const { tiling } = prepare(operation, hardware, mapping);
  const { tile_m, tile_n, tile_k, left_once, right_once } = tiling;
  const { k, batch, weights } = operation;
  const { m, n, sparsity } = asArraySees(operation);
  const given = sparsity as { pattern: string; n?: number; m?: number };
  const [keep, of] = given.pattern === 'dense' ? [1, 1] : [given.n!, given.m!];
  const indexBits = Math.ceil(Math.log2(of));
  const onDemand = of > 1 && !hardware.reduction.pregenerate;
  const update = weights === 'out';
  const words = 1 + hardware.update.state_words;
  const patterns = (operation.repruned ?? []) as unknown as { n: number; m: number }[];
  const steps: OracleStep[] = [];
  let tile = -1;
  for (let e = 0; e < batch; e++) {
    const tiles: [number, number][] = [];
    if (mapping.outer === 'm')
      for (let m0 = 0; m0 < m; m0 += tile_m) for (let n0 = 0; n0 < n; n0 += tile_n) tiles.push([m0, n0]);
    else for (let n0 = 0; n0 < n; n0 += tile_n) for (let m0 = 0; m0 < m; m0 += tile_m) tiles.push([m0, n0]);
    for (const [m0, n0] of tiles) {
      tile++;
      for (let k0 = 0; k0 < k; k0 += tile_k) {
        const rows = Math.min(tile_m, m - m0);
        const cols = Math.min(tile_n, n - n0);
        const sum = Math.min(tile_k, k - k0);
        const last = k0 + tile_k >= k;
        const readLeft = !left_once || n0 === 0;
        const readRight = !right_once || m0 === 0;
        let loadBits = readLeft ? rows * sum * 16 : 0;
        if (readRight)
          loadBits += onDemand ? sum * cols * 16 : Math.ceil(sum / of) * keep * cols * (16 + indexBits);
        const elements = rows * cols;
        let storeBits = last ? elements * (update ? 32 * words : 16) : 0;
        if (last && update) {
          loadBits += elements * 32 * words;
          const { pregenerate } = hardware.reduction;
          if (!pregenerate || patterns.length < 2) storeBits += elements * 16;
          if (pregenerate)
            for (const p of patterns)
              storeBits += Math.ceil(elements / p.m) * p.n * (16 + Math.ceil(Math.log2(p.m)));
        }
        steps.push({
          tile,
          first: k0 === 0,
          last,
          m0: e * m + m0,
          rows,
          n0,
          cols,
          k0,
          sum,
          loadBits,
          pruned: onDemand && readRight ? sum * cols : 0,
          updated: last && update ? elements : 0,
          reduced: last && update && hardware.reduction.pregenerate ? elements * patterns.length : 0,
          storeBits,
        });
      }
    }
  }
  return steps;
}

/** Each of `batch` rows × cols matrices as cols × rows. */
function transposed(values: Float64Array, batch: number, rows: number, cols: number): Float64Array {
  const size = rows * cols;
  return Float64Array.from({ length: batch * size }, (_, i) => {
    const within = i % size;
    return values[i - within + (within % rows) * cols + Math.floor(within / rows)]!;
  });
}

const legal = ({ operation, hardware, mapping }: SatCase): boolean =>
  tilingOf(stageProblem(operation, hardware)!, hardware, mapping) !== null;

test('cycles, and the product, equal a machine that moves values one cycle at a time', () => {
  let cases = 0;
  let sparse = 0;
  let updates = 0;
  let fromLeft = 0;
  let manySteps = 0;
  const check = (given: SatCase): void => {
    if (!legal(given)) return;
    const { operation, hardware, mapping } = given;
    const { k, batch } = operation;
    const { m, n, sparsity, turned } = asArraySees(operation);
    const steps = stepsOf(given);
    const shape = operandShape('b', { m, n, k });
    const pattern = resolvePattern(sparsity).sample(shape, randomStream(7, m, n, k));
    const stream = randomStream(11, m, n, k);
    const left = Float64Array.from({ length: batch * m * k }, () => stream.below(15) - 7);
    const right = new Float64Array(k * n);
    const nonzero: number[][] = Array.from({ length: n }, () => []);
    for (let row = 0; row < k; row++)
      for (let at = pattern.rowPointers[row]!; at < pattern.rowPointers[row + 1]!; at++) {
        const col = pattern.columns[at]!;
        right[row * n + col] = 1 + stream.below(7);
        nonzero[col]!.push(row);
      }
    const spec = sparsity as { n?: number; m?: number };
    const of = spec.m ?? 1;
    const run = runOracle(
      {
        ...hardware.array,
        portBits: Math.round((8 * hardware.memory.bandwidth_bytes_per_s) / clock_hz),
        reduction: hardware.reduction.elements_per_cycle,
        lanes: hardware.update.lanes,
      },
      steps,
      {
        weightsStay: mapping.stationary === 'weight',
        n: spec.n ?? 1,
        m: of,
        left: (row, place) => left[row * k + place]!,
        right: (place, col) => right[place * n + col]!,
        kept: (group, col) => nonzero[col]!.filter((row) => Math.floor(row / of) === group),
        outRows: batch * m,
        outCols: n,
      },
    );
    const expected = new Float64Array(batch * m * n);
    for (let row = 0; row < batch * m; row++)
      for (let col = 0; col < n; col++)
        for (const place of nonzero[col]!)
          expected[row * n + col]! += left[row * k + place]! * right[place * n + col]!;
    assert.is([...run.out].join(), [...expected].join(), JSON.stringify(given));
    const both = Float64Array.from({ length: batch * k * n }, (_, i) => right[i % (k * n)]!);
    // Row-major a, b and out of each batch element, transposed where the array makes the transposed product.
    const a = turned ? transposed(both, batch, k, n) : left;
    const b = turned ? transposed(left, batch, m, k) : both;
    const computed = sat.compute(operation, hardware, mapping, { a, b });
    const wanted = turned ? transposed(expected, batch, m, n) : expected;
    assert.is([...computed].join(), [...wanted].join());

    const execution = sat.simulate(operation, hardware, mapping, context);
    assert.is(execution.cycles, run.cycles, JSON.stringify(given));
    const { breakdown } = execution;
    assert.is(
      Object.values(breakdown).reduce((a, b) => a + b, 0),
      run.cycles,
    );
    assert.ok(Object.values(breakdown).every((part) => part >= 0));
    assert.is(breakdown['compute']! + breakdown['latency']!, run.busy);
    assert.ok(sat.bound(operation, hardware, context).cycles <= run.cycles);
    cases++;
    if (of > 1) sparse++;
    if (turned) fromLeft++;
    if (operation.weights === 'out') updates++;
    if (steps.length > 6) manySteps++;
  };
  fc.assert(fc.property(satCase, check), { numRuns: runs(400) });
  assert.ok(
    cases >= 300 && sparse > 60 && fromLeft > 30 && updates > 60 && manySteps > 60,
    `${cases} ${sparse} ${fromLeft} ${updates} ${manySteps}`,
  );
});

test.run();
