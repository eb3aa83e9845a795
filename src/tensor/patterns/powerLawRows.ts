import * as z from 'zod';
import { exp2, log2 } from '../../core/logarithm.ts';
import { chooseDistinct } from '../chooseDistinct.ts';
import { emptyProbability } from '../emptyProbability.ts';
import type { OperandShape } from '../operandShape.ts';
import { sparseFromCoordinates } from '../sparseFromCoordinates.ts';
import { turnedAxis } from '../turnedAxis.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  density: z.number().min(0).max(1).meta({ description: 'Share of non-zeros', unit: '1' }),
  exponent: z
    .number()
    .min(0)
    .max(4)
    .default(0.5)
    .meta({ description: 'Non-zeros of a line fall with this power of its rank; 0: all alike' }),
  axis: z
    .enum(['k', 'm', 'n'])
    .default('n')
    .meta({ description: 'Axis whose lines differ: outputs by default' }),
});

type Params = z.output<typeof params>;

interface Lines {
  /** Whether a line is a row of the matrix. */
  readonly across: boolean;
  readonly length: number;
  readonly counts: Int32Array;
}

const known = new WeakMap<Params, Map<string, Lines>>();

/**
 * Non-zeros of each line: shares (rank + 1)^−exponent of the whole, none above the line's length; ranks are the lines
 * themselves, longest first. Rounding is that of the running sum, so that they add up.
 */
function linesOf(given: Params, { rows, cols, rowAxis }: OperandShape): Lines {
  const across = rowAxis === given.axis;
  const [lines, length] = across ? [rows, cols] : [cols, rows];
  const key = `${lines} ${length} ${across}`;
  let of = known.get(given);
  if (of === undefined) {
    of = new Map();
    known.set(given, of);
  }
  const before = of.get(key);
  if (before !== undefined) return before;
  const weights = new Float64Array(lines);
  for (let i = 0; i < lines; i++) weights[i] = exp2(-given.exponent * log2(i + 1));
  const scale = scaleOf(weights, length, given.density * lines * length);
  const counts = new Int32Array(lines);
  let sum = 0;
  let handed = 0;
  for (let i = 0; i < lines; i++) {
    sum += Math.min(length, scale * weights[i]!);
    counts[i] = Math.min(length, Math.round(sum) - handed);
    handed += counts[i]!;
  }
  const made = { across, length, counts };
  of.set(key, made);
  return made;
}

/** The factor by which weights, cut at `most`, sum to `total`. Weights fall, so the lines that are cut come first. */
function scaleOf(weights: Float64Array, most: number, total: number): number {
  let rest = 0;
  for (const weight of weights) rest += weight;
  for (let full = 0; full < weights.length; full++) {
    const scale = (total - full * most) / rest;
    if (scale * weights[full]! <= most) return Math.max(0, scale);
    rest -= weights[full]!;
  }
  // Every line is full.
  return most / weights[weights.length - 1]!;
}

/** Skewed lines: outputs with many inputs first, each at places drawn uniformly. */
export default definePattern({
  name: 'power-law',
  description: 'Lines (outputs by default) whose non-zeros fall with a power of their rank',
  params,
  fits: ({ axis }, { rowAxis, colAxis }) =>
    rowAxis === axis || colAxis === axis || `the operand is ${rowAxis} × ${colAxis}: it has no axis ${axis}`,
  turned: (given, place) => ({ ...given, axis: turnedAxis(given.axis, place) }),
  statistics(given, shape) {
    const { across, length, counts } = linesOf(given, shape);
    let nnz = 0;
    for (const count of counts) nnz += count;
    return {
      rows: shape.rows,
      cols: shape.cols,
      nnz,
      density: nnz / (shape.rows * shape.cols),
      exact: true,
      group: null,
      matrix: null,
      period: across ? [shape.rows, 1] : [1, shape.cols],
      tileNnz({ row, col, height, width }) {
        const [first, lines, extent] = across ? [row, height, width] : [col, width, height];
        let sum = 0;
        for (let line = first; line < first + lines; line++) sum += counts[line]!;
        return (sum * extent) / length;
      },
      tileEmpty({ row, col, height, width }) {
        const [first, lines, extent] = across ? [row, height, width] : [col, width, height];
        let probability = 1;
        for (let line = first; line < first + lines && probability > 0; line++)
          probability *= emptyProbability(length, counts[line]!, extent);
        return probability;
      },
    };
  },
  sample(given, shape, stream) {
    const { across, length, counts } = linesOf(given, shape);
    let nnz = 0;
    for (const count of counts) nnz += count;
    const lineOf = new Int32Array(nnz);
    const placeOf = new Int32Array(nnz);
    let at = 0;
    counts.forEach((count, line) => {
      for (const place of chooseDistinct(length, count, stream)) {
        lineOf[at] = line;
        placeOf[at] = place;
        at += 1;
      }
    });
    const [rows, columns] = across ? [lineOf, placeOf] : [placeOf, lineOf];
    return sparseFromCoordinates(shape.rows, shape.cols, { rows, columns, length: nnz });
  },
});
