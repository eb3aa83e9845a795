import * as z from 'zod';
import { boundedCache } from '../../core/boundedCache.ts';
import { log2 } from '../../core/logarithm.ts';
import { randomStream } from '../../core/random.ts';
import { concreteStatistics } from '../concreteStatistics.ts';
import type { OperandShape } from '../operandShape.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import type { SparseMatrix } from '../sparseMatrix.ts';
import { definePattern } from './definePattern.ts';

/** Scores that are drawn: a second or so. */
const mostScores = 67_108_864;

const params = z.strictObject({
  k: z.int().min(1).max(1e9).meta({ description: 'Keys that a query keeps' }),
  popularity: z
    .number()
    .min(0)
    .max(100)
    .default(1)
    .meta({ description: 'Weight of what all queries like of a key, against what one query does' }),
  recency: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .meta({ description: 'Score lost each time that the distance of a key doubles' }),
  causal: z.boolean().default(true).meta({ description: 'Only keys up to the query' }),
  seed: z.int().min(0).max(4_294_967_295).default(1).meta({ description: 'Seed of the scores' }),
});

type Params = z.output<typeof params>;

/** Positions of the same model and shape: a layer asks several times. */
const known = boundedCache<string, SparseMatrix>(67_108_864, ({ columns }) => columns.length);

/**
 * Positions of the k largest of each query's scores: popularity · (a draw for each key) + (a draw for each pair) −
 * recency · log2(distance + 1). Draws are −log2 of a uniform number (exponential), so that few keys stand out.
 */
function positionsOf(given: Params, { rows, cols }: OperandShape): SparseMatrix {
  const name = JSON.stringify([given, rows, cols]);
  const before = known.get(name);
  if (before !== undefined) return before;
  const { k, popularity, recency, causal, seed } = given;
  const stream = randomStream(seed, 'top-k', rows, cols);
  const draw = (): number => -log2(1 - stream.uniform());
  const liked = Float64Array.from({ length: cols }, () => popularity * draw());
  const lost = Float64Array.from({ length: cols }, (_, distance) => recency * log2(distance + 1));
  const scores = new Float64Array(cols);
  const matrix = sparseFromRows(rows, cols, (row, add) => {
    const own = row + cols - rows;
    const visible = causal ? Math.max(0, Math.min(cols, own + 1)) : cols;
    for (let key = 0; key < visible; key++)
      scores[key] = liked[key]! + draw() - lost[Math.min(cols - 1, Math.abs(own - key))]!;
    if (k >= visible) {
      for (let key = 0; key < visible; key++) add(key);
      return;
    }
    const least = scores.slice(0, visible).sort()[visible - k]!;
    // Of equal scores, which hardly happen, the earlier keys.
    let left = k;
    for (let key = 0; key < visible; key++) if (scores[key]! > least) left -= 1;
    for (let key = 0; key < visible; key++)
      if (scores[key]! > least) add(key);
      else if (scores[key] === least && left > 0) {
        left -= 1;
        add(key);
      }
  });
  known.set(name, matrix);
  return matrix;
}

/** The best keys of each query by a seeded model of scores: the same positions wherever model and shape are the same. */
export default definePattern({
  name: 'top-k',
  description: 'Attention mask: the k keys of the highest scores of each query, by a seeded score model',
  params,
  fits: (_, { rows, cols }) =>
    rows * cols <= mostScores || `${rows} × ${cols} scores are more than ${mostScores}`,
  statistics: (given, shape) => concreteStatistics(positionsOf(given, shape)),
  sample: (given, shape) => positionsOf(given, shape),
});
