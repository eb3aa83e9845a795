import fc from 'fast-check';
import { computeAttention } from '../../../src/dataflow/gpu/attention/computeAttention.ts';
import { randomMaskColumns, sees, visitedTiles } from '../../../src/dataflow/gpu/attention/maskBlocks.ts';
import { evaluate } from '../../../src/engine/evaluate.ts';
import { type AttentionMask, randomMaskBlocks, visiblePairs } from '../../../src/workload/attentionMask.ts';
import type { Attention } from '../../../src/workload/operations/attention.ts';
import { assert, runs, suite } from '../../harness.ts';
import { gpus, point, zoo } from './gpuCases.ts';

const tests = suite('fused attention');

const token = fc.integer({ min: 1, max: 40 });
const masks: fc.Arbitrary<AttentionMask> = fc.oneof(
  fc.constant({ mask: 'none' as const }),
  fc.constant({ mask: 'causal' as const }),
  fc.record({ mask: fc.constant('window' as const), window: token }),
  fc.record({ mask: fc.constant('sink-window' as const), sink: token, window: token }),
);
const sizes = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 30 }))
  .map(([queries, more]) => ({ queries, keys: queries + more }));

tests('counts visible pairs and visited tiles as looking at every pair does', () => {
  fc.assert(
    fc.property(
      masks,
      sizes,
      fc.integer({ min: 1, max: 16 }),
      fc.integer({ min: 1, max: 16 }),
      (mask, { queries, keys }, tile_q, tile_k) => {
        let pairs = 0;
        const tiles = new Set<string>();
        for (let i = 0; i < queries; i++)
          for (let j = 0; j < keys; j++)
            if (sees(mask, keys - queries + i, j, null)) {
              pairs += 1;
              tiles.add(`${Math.floor(i / tile_q)},${Math.floor(j / tile_k)}`);
            }
        assert.is(visiblePairs(mask, queries, keys), pairs);
        const visited = visitedTiles(mask, queries, keys, tile_q, tile_k);
        assert.is(
          visited.reduce((sum, n) => sum + n, 0),
          tiles.size,
        );
      },
    ),
    { numRuns: runs(400) },
  );
});

tests('random masks keep an exact number of blocks, the diagonal among them, the same every time', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(5),
      ({ queries, keys }, block, density, seed) => {
        const mask = { mask: 'random-blocks' as const, block, density, seed };
        const { down, across, kept } = randomMaskBlocks(mask, queries, keys);
        const rows = randomMaskColumns(mask, queries, keys);
        assert.is(rows.length, down);
        assert.is(
          rows.reduce((sum, row) => sum + row.length, 0),
          kept,
        );
        rows.forEach((row, i) => {
          assert.ok(row.includes(i + across - down));
          assert.is(new Set(row).size, row.length);
          assert.ok(row.every((col) => col >= 0 && col < across));
        });
        assert.equal(randomMaskColumns(mask, queries, keys), rows);
      },
    ),
    { numRuns: runs(200) },
  );
});

/** The textbook formula in double precision: all scores first, Math.exp. */
function reference(operation: Attention, a: Float64Array, b: Float64Array): Float64Array {
  const { batch, heads, kv_heads, head_dim, queries, keys, mask } = operation;
  const out = new Float64Array(batch * heads * queries * head_dim);
  const columns = mask.mask === 'random-blocks' ? randomMaskColumns(mask, queries, keys) : null;
  for (let g = 0; g < batch * heads; g++) {
    const kv = Math.floor(g / (heads / kv_heads)) * 2 * keys * head_dim;
    for (let i = 0; i < queries; i++) {
      const seen = (j: number): boolean =>
        mask.mask === 'random-blocks'
          ? columns![Math.floor(i / mask.block)]!.includes(Math.floor(j / mask.block))
          : sees(mask, keys - queries + i, j, null);
      const weights = Array.from({ length: keys }, (_, j) => {
        if (!seen(j)) return 0;
        let dot = 0;
        for (let d = 0; d < head_dim; d++)
          dot += a[(g * queries + i) * head_dim + d]! * b[kv + j * head_dim + d]!;
        return Math.exp(dot / Math.sqrt(head_dim));
      });
      const total = weights.reduce((sum, w) => sum + w, 0);
      for (let d = 0; d < head_dim; d++) {
        let sum = 0;
        for (let j = 0; j < keys; j++) sum += weights[j]! * b[kv + (keys + j) * head_dim + d]!;
        out[(g * queries + i) * head_dim + d] = total > 0 ? sum / total : 0;
      }
    }
  }
  return out;
}

const operand = { bits: 16, sparsity: { pattern: 'dense' } } as const;

tests('computes softmax(Q·Kᵀ)·V tile by tile', () => {
  const anyMask = fc.oneof(
    masks,
    fc.record({
      mask: fc.constant('random-blocks' as const),
      block: fc.integer({ min: 1, max: 8 }),
      density: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.nat(9),
    }),
  );
  fc.assert(
    fc.property(
      anyMask,
      fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 })),
      fc.constantFrom([1, 1], [2, 1], [4, 2]),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 9 }),
      (mask, [queries, more], [heads, kv_heads], head_dim, tile_k) => {
        const operation: Attention = {
          kind: 'attention',
          batch: 2,
          heads: heads!,
          kv_heads: kv_heads!,
          head_dim,
          queries,
          keys: queries + more,
          mask,
          operands: { a: operand, b: operand, out: operand },
        };
        const value = (i: number) => (((i * 7919) % 41) - 20) / 16;
        const a = Float64Array.from({ length: 2 * heads! * queries * head_dim }, (_, i) => value(i));
        const b = Float64Array.from({ length: 4 * kv_heads! * operation.keys * head_dim }, (_, i) =>
          value(3 * i + 5),
        );
        const expected = reference(operation, a, b);
        const out = computeAttention(operation, tile_k, { a, b });
        for (let i = 0; i < out.length; i++)
          assert.ok(Math.abs(out[i]! - expected[i]!) < 1e-5, `${out[i]} ${expected[i]}`);
      },
    ),
    { numRuns: runs(100) },
  );
});

const layer = (attention: Record<string, unknown>) => ({
  layers: [{ name: 'a', attention }],
  bits: { weights: 16, activations: 16, outputs: 16 },
});
const cycles = (attention: Record<string, unknown>, fidelity: 'cycle' | 'estimate' = 'cycle'): number =>
  evaluate(point(gpus['h200']!, layer(attention), fidelity)).metrics['cycles']!;
const prefill = { heads: 32, head_dim: 128, queries: 4096, keys: 4096 };

tests('masks save time in the order of what they leave out, less than they leave out', () => {
  const dense = cycles(prefill);
  const causal = cycles({ ...prefill, mask: { mask: 'causal' } });
  const window = cycles({ ...prefill, mask: { mask: 'window', window: 512 } });
  const tenth = cycles({ ...prefill, mask: { mask: 'random-blocks', block: 128, density: 0.1 } });
  assert.ok(dense > causal && causal > window, `${dense} ${causal} ${window}`);
  assert.ok(causal > dense / 2);
  assert.ok(tenth > dense / 10 && tenth < causal);
});

tests('decode moves the cache once, whatever the number of heads that share it', () => {
  const one = { heads: 32, kv_heads: 8, head_dim: 128, queries: 1, keys: 16_384, batch: 16 };
  const result = evaluate(point(gpus['h200']!, layer(one)));
  const bytes = 16 * 8 * 2 * 16_384 * 128 * 2;
  const reads = result.layers[0]!.execution.traffic.find(({ operand: name }) => name === 'b')!;
  assert.is(reads.read_bytes, bytes);
  assert.ok(result.metrics['latency_s']! > bytes / 4.8e12);
  assert.ok(result.metrics['latency_s']! < 1.2 * (bytes / 4.53e12));
  assert.ok(cycles({ ...one, kv_heads: 32 }) > 3.5 * cycles(one));
});

tests('estimate stays near the schedule of every CTA', () => {
  for (const mask of ['none', 'causal'])
    for (const length of [512, 2048, 8192]) {
      const given = { ...prefill, queries: length, keys: length, mask: { mask } };
      const ratio = cycles(given, 'estimate') / cycles(given);
      assert.ok(ratio > 0.8 && ratio < 1.25, `${mask} ${length}: ${ratio}`);
    }
});

tests('a language model runs with fused attention on every GPU', () => {
  for (const [name, architecture] of Object.entries(gpus))
    for (const phase of ['prefill', 'decode'] as const) {
      const workload = {
        definition: zoo('llama-2-7b'),
        phase,
        context: 1024,
        attention: 'fused' as const,
      };
      const fused = evaluate(point(architecture, workload));
      assert.is(fused.layers.filter((l) => l.name.includes('attention')).length, 1, name);
      const { attention: _fused, ...products } = workload;
      if (phase === 'prefill')
        assert.ok(
          fused.metrics['cycles']! < evaluate(point(architecture, products)).metrics['cycles']!,
          name,
        );
    }
});

tests('refuses what no kernel runs, and says why', () => {
  const message = (attention: Record<string, unknown>): string => {
    try {
      cycles(attention);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const blocks = { mask: 'random-blocks', block: 64, density: 0.5 };
  assert.match(message({ ...prefill, mask: blocks }), /multiples of 128, has 64/);
  assert.match(message({ ...prefill, head_dim: 512 }), /at most 256, has 512/);
});

tests.run();
