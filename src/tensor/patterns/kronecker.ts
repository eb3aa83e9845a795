import * as z from 'zod';
import type { OperandShape } from '../operandShape.ts';
import type { Rule } from '../rule.ts';
import { ruledStatistics } from '../ruledStatistics.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { definePattern } from './definePattern.ts';

const params = z
  .strictObject({
    mask: z
      .array(z.int().min(0).max(1))
      .min(1)
      .max(4096)
      .meta({ description: 'Small matrix of zeros and ones, row after row' }),
    mask_rows: z.int().min(1).max(4096).meta({ description: 'Rows of the small matrix' }),
    levels: z.int().min(1).max(30).default(1).meta({ description: 'Factors that are this small matrix' }),
    dense: z
      .enum(['inner', 'outer'])
      .default('inner')
      .meta({ description: 'What is left of the size: blocks inside, or the whole repeated' }),
  })
  .refine(({ mask, mask_rows }) => mask.length % mask_rows === 0, {
    path: ['mask_rows'],
    message: 'the mask has no whole number of columns',
  });

type Params = z.output<typeof params>;

/** The small matrix's columns, and rows and columns that `levels` factors of it span. */
function spanOf({ mask, mask_rows, levels }: Params) {
  const mask_cols = mask.length / mask_rows;
  let [high, wide] = [1, 1];
  for (let level = 0; level < levels; level++) {
    high *= mask_rows;
    wide *= mask_cols;
  }
  return { mask_cols, high, wide };
}

/** Element (r, c) is kept where the mask holds every pair of digits of r and c; the dense factor's digits are free. */
function ruleOf(given: Params, { rows, cols }: OperandShape): Rule {
  const { mask, mask_rows, levels, dense } = given;
  const { mask_cols, high, wide } = spanOf(given);
  const inner = dense === 'inner';
  const [block_rows, block_cols] = inner ? [rows / high, cols / wide] : [1, 1];
  const lines = Array.from({ length: mask_rows }, (_, i) => {
    const line = mask.slice(i * mask_cols, (i + 1) * mask_cols);
    const before = [0];
    for (const kept of line) before.push(before.at(-1)! + kept);
    return { line, before };
  });
  /** Mask rows of a row's digits, most significant first. */
  const digitsOf = (row: number) => {
    const digits = new Array<(typeof lines)[number]>(levels);
    let left = Math.floor(row / block_rows) % high;
    for (let level = levels - 1; level >= 0; level--) {
      digits[level] = lines[left % mask_rows]!;
      left = Math.floor(left / mask_rows);
    }
    return digits;
  };
  const period = wide * block_cols;
  /** Kept columns below `end` of one period. */
  const below = (digits: ReturnType<typeof digitsOf>, end: number): number => {
    let rest = digits.reduce((product, { before }) => product * before[mask_cols]!, block_cols);
    let width = period;
    let left = end;
    let sum = 0;
    for (const { line, before } of digits) {
      width /= mask_cols;
      const digit = Math.floor(left / width);
      left -= digit * width;
      const all = before[mask_cols]!;
      if (all === 0) return 0;
      rest /= all;
      sum += before[digit]! * rest;
      if (digit === mask_cols || line[digit] === 0) return sum;
    }
    return sum + left;
  };
  const upTo = (row: number, end: number): number => {
    const digits = digitsOf(row);
    const turns = Math.floor(end / period);
    return turns * below(digits, period) + below(digits, end - turns * period);
  };
  return {
    count: (row, from, to) => upTo(row, to) - upTo(row, from),
    fill(row, add) {
      const digits = digitsOf(row);
      const walk = (level: number, first: number, width: number): void => {
        if (level === levels) {
          for (let column = first; column < first + width; column++) add(column);
          return;
        }
        const part = width / mask_cols;
        digits[level]!.line.forEach((kept, place) => {
          if (kept === 1) walk(level + 1, first + place * part, part);
        });
      };
      for (let first = 0; first < cols; first += period) walk(0, first, period);
    },
  };
}

const transposed = (given: Params): Params => {
  const { mask_cols } = spanOf(given);
  const { mask, mask_rows } = given;
  const turned = mask.map((_, i) => mask[(i % mask_rows) * mask_cols + Math.floor(i / mask_rows)]!);
  return { ...given, mask: turned, mask_rows: mask_cols };
};

/**
 * Kronecker products of a small 0/1 matrix with itself and with a dense one: recursive masks (Leskovec et al., Kronecker
 * Graphs, JMLR 2010), blocks in the mask's places, or the mask repeated.
 */
export default definePattern({
  name: 'kronecker',
  description: 'Kronecker product of a small mask, once or several times, and a dense matrix',
  params,
  fits(given, { rows, cols }) {
    const { high, wide } = spanOf(given);
    return (
      (rows % high === 0 && cols % wide === 0) ||
      `${rows} × ${cols} is no multiple of the mask's ${high} × ${wide}`
    );
  },
  turned: (given, place) => (place === 'output' ? given : transposed(given)),
  statistics: (given, shape) => ruledStatistics(shape, ruleOf(given, shape)),
  sample: (given, shape) => sparseFromRows(shape.rows, shape.cols, ruleOf(given, shape).fill),
});
