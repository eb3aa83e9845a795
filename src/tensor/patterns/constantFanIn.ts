import * as z from 'zod';
import { emptyProbability } from '../emptyProbability.ts';
import { integerPower } from '../integerPower.ts';
import type { OperandShape } from '../operandShape.ts';
import { turnedAxis } from '../turnedAxis.ts';
import { definePattern } from './definePattern.ts';
import { sampleGroups } from './sampleGroups.ts';

const params = z.strictObject({
  fan_in: z.int().min(1).max(16_777_216).meta({ description: 'Non-zeros of each line' }),
  axis: z.enum(['k', 'm', 'n']).default('k').meta({ description: 'Axis that the lines lie along' }),
});

type Params = z.output<typeof params>;

const place = ({ fan_in, axis }: Params, { rows, cols, rowAxis }: OperandShape) => {
  const down = rowAxis === axis;
  const length = down ? rows : cols;
  return { down, length, kept: Math.min(fan_in, length) };
};

/**
 * Constant fan-in: every line along an axis keeps the same number of elements, at places drawn uniformly (Lasby et al.,
 * SRigL, ICLR 2024). Lines shorter than `fan_in` are dense.
 */
export default definePattern({
  name: 'constant-fan-in',
  description: 'The same number of non-zeros for every output (or line along another axis), uniformly placed',
  params,
  fits: ({ axis }, { rowAxis, colAxis }) =>
    rowAxis === axis || colAxis === axis || `the operand is ${rowAxis} × ${colAxis}: it has no axis ${axis}`,
  turned: (given, place) => ({ ...given, axis: turnedAxis(given.axis, place) }),
  statistics(given, shape) {
    const { down, length, kept } = place(given, shape);
    const cells = shape.rows * shape.cols;
    return {
      rows: shape.rows,
      cols: shape.cols,
      nnz: (cells / length) * kept,
      density: kept / length,
      exact: true,
      group: null,
      matrix: null,
      period: [1, 1],
      tileNnz: ({ height, width }) => (height * width * kept) / length,
      tileEmpty: ({ height, width }) =>
        integerPower(emptyProbability(length, kept, down ? height : width), down ? width : height),
    };
  },
  sample(given, shape, stream) {
    const { down, length, kept } = place(given, shape);
    const group = { n: kept, m: length, along: down ? 'rows' : 'cols' } as const;
    return sampleGroups(group, shape.rows, shape.cols, stream);
  },
});
