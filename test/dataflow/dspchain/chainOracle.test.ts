import * as fc from 'fast-check';
import { keptOf } from '../../../src/dataflow/dspchain/blockWork.ts';
import { chainCycles, uniformChainCycles } from '../../../src/dataflow/dspchain/chainCycles.ts';
import { roundUp } from '../../../src/dataflow/dspchain/roundUp.ts';
import type { SparseMatrix } from '../../../src/tensor/sparseMatrix.ts';
import { assert, runs, suite } from '../../harness.ts';

const tests = suite('dsp-chain: chains equal a machine that fills their slots cycle by cycle');

interface Block {
  /** block × block weights, row-major. */
  readonly weights: readonly number[];
  /** Kept N of `side` in each column. */
  readonly kept: number;
}

/**
 * A vector of `side` activations for each block, chains of `side` multipliers. A slot is one chain in one cycle: kept N
 * of `side`, it serves side / N columns with N multiplications each. In a cycle the next block's activations may be
 * read once, when the block before has all its slots; a cycle that reads none works with those it has.
 */
function reference(blocks: readonly Block[], activations: readonly number[], side: number, chains: number) {
  const product = new Array<number>(side).fill(0);
  const pending = blocks.map((block, index) => ({ ...block, index })).filter(({ kept }) => kept > 0);
  let cycles = 0;
  let multiplications = 0;
  let current: { columns: number[][]; kept: number; index: number; weights: readonly number[] } | null = null;
  while (current !== null || pending.length > 0) {
    cycles++;
    let free = chains;
    let reads = 1;
    while (free > 0) {
      if (current === null) {
        if (reads === 0 || pending.length === 0) break;
        reads--;
        const { weights, kept, index } = pending.shift()!;
        const columns: number[][] = [];
        for (let first = 0; first < side; first += side / kept)
          columns.push(Array.from({ length: side / kept }, (_, i) => first + i));
        current = { columns, kept, index, weights };
      }
      const served = current.columns.shift()!;
      free--;
      for (const column of served) {
        let used = 0;
        for (let row = 0; row < side; row++) {
          const weight = current.weights[row * side + column]!;
          if (weight === 0) continue;
          used++;
          product[column]! += weight * activations[current.index * side + row]!;
        }
        assert.ok(used <= current.kept);
        multiplications += current.kept;
      }
      if (current.columns.length === 0) current = null;
    }
  }
  return { cycles, product, multiplications };
}

const side = fc.constantFrom(2, 4, 8);

const run = side.chain((width) =>
  fc.record({
    width: fc.constant(width),
    chains: fc.integer({ min: 1, max: 12 }),
    blocks: fc.array(
      fc.record({
        kept: fc.constantFrom(...[0, 1, 2, 4, 8].filter((n) => n <= width)),
        weights: fc.array(fc.integer({ min: 1, max: 9 }), {
          minLength: width * width,
          maxLength: width * width,
        }),
        order: fc.array(fc.integer({ min: 0, max: 1000 }), {
          minLength: width * width,
          maxLength: width * width,
        }),
      }),
      { minLength: 1, maxLength: 9 },
    ),
    activations: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 9 * width, maxLength: 9 * width }),
  }),
);

/** At most `kept` weights in each column. */
function masked(weights: readonly number[], order: readonly number[], kept: number, width: number): number[] {
  const out = new Array<number>(width * width).fill(0);
  for (let column = 0; column < width; column++) {
    const rows = Array.from({ length: width }, (_, row) => row).sort(
      (x, y) => order[x * width + column]! - order[y * width + column]! || x - y,
    );
    for (const row of rows.slice(0, kept)) out[row * width + column] = weights[row * width + column]!;
  }
  return out;
}

tests('cycles, multiplications and the product of random runs of blocks', () => {
  fc.assert(
    fc.property(run, ({ width, chains, blocks, activations }) => {
      const masks: Block[] = blocks.map(({ kept, weights, order }) => ({
        kept,
        weights: masked(weights, order, kept, width),
      }));
      const slow = reference(masks, activations, width, chains);
      const slots = masks.map(({ kept }) => kept);
      assert.is(chainCycles(slots, chains), slow.cycles);
      assert.is(
        slots.reduce((sum, n) => sum + n * width, 0),
        slow.multiplications,
      );
      const product = new Array<number>(width).fill(0);
      masks.forEach(({ weights }, index) => {
        for (let row = 0; row < width; row++)
          for (let column = 0; column < width; column++)
            product[column]! += weights[row * width + column]! * activations[index * width + row]!;
      });
      assert.equal(slow.product, product);
    }),
    { numRuns: runs(400) },
  );
});

tests('equal blocks in closed form', () => {
  for (let blocks = 0; blocks <= 12; blocks++)
    for (let work = 0; work <= 20; work++)
      for (let chains = 1; chains <= 9; chains++)
        assert.is(
          uniformChainCycles(blocks, work, chains),
          chainCycles(new Array<number>(blocks).fill(work), chains),
          `${blocks} × ${work} on ${chains}`,
        );
});

tests('N of a block is its fullest column, rounded up to a power of two', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.boolean(), { minLength: 400, maxLength: 400 }),
      (rows, cols, cells) => {
        const block = 4;
        const rowPointers = new Int32Array(rows + 1);
        const columns: number[] = [];
        for (let row = 0; row < rows; row++) {
          for (let col = 0; col < cols; col++) if (cells[row * 20 + col]) columns.push(col);
          rowPointers[row + 1] = columns.length;
        }
        const matrix = {
          rows,
          cols,
          rowPointers,
          columns: Int32Array.from(columns),
        } as unknown as SparseMatrix;
        const [kBlocks, nBlocks] = [Math.ceil(rows / block), Math.ceil(cols / block)];
        const kept = keptOf(matrix, { kBlocks, nBlocks }, block);
        for (let kb = 0; kb < kBlocks; kb++)
          for (let nb = 0; nb < nBlocks; nb++) {
            let most = 0;
            for (let col = nb * block; col < Math.min(cols, nb * block + block); col++) {
              let count = 0;
              for (let row = kb * block; row < Math.min(rows, kb * block + block); row++)
                if (cells[row * 20 + col]) count++;
              most = Math.max(most, count);
            }
            assert.is(kept[kb * nBlocks + nb], [0, 1, 2, 4, 4][most]);
          }
      },
    ),
    { numRuns: runs(100) },
  );
  assert.equal(
    [0, 1, 2, 3, 5, 9, 16, 30].map((n) => roundUp(n, 16)),
    [0, 1, 2, 4, 8, 16, 16, 16],
  );
});

tests.run();
