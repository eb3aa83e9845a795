import * as z from 'zod';
import { chooseDistinct } from '../chooseDistinct.ts';
import { emptyProbability } from '../emptyProbability.ts';
import type { OperandShape } from '../operandShape.ts';
import { sparseFromRows } from '../sparseFromRows.ts';
import { turnedAxis } from '../turnedAxis.ts';
import { definePattern } from './definePattern.ts';

const params = z.strictObject({
  density: z.number().min(0).max(1).meta({ description: 'Share of places kept along the axis', unit: '1' }),
  axis: z
    .enum(['k', 'm', 'n'])
    .default('k')
    .meta({ description: 'Axis along which places are kept or dropped as a whole' }),
});

type Params = z.output<typeof params>;

const place = ({ density, axis }: Params, { rows, cols, rowAxis }: OperandShape) => {
  const down = rowAxis === axis;
  const length = down ? rows : cols;
  return { down, length, kept: Math.round(density * length) };
};

/**
 * Whole places of an axis: inputs that are zero for all tokens, as when activations are skipped by channel. An exact
 * number of places, every choice equally likely.
 */
export default definePattern({
  name: 'column-skip',
  description: 'Whole places along an axis (inputs by default) are kept or dropped for all lines alike',
  params,
  fits: ({ axis }, { rowAxis, colAxis }) =>
    rowAxis === axis || colAxis === axis || `the operand is ${rowAxis} × ${colAxis}: it has no axis ${axis}`,
  turned: (given, place) => ({ ...given, axis: turnedAxis(given.axis, place) }),
  statistics(given, shape) {
    const { down, length, kept } = place(given, shape);
    return {
      rows: shape.rows,
      cols: shape.cols,
      nnz: ((shape.rows * shape.cols) / length) * kept,
      density: kept / length,
      exact: true,
      group: null,
      matrix: null,
      period: [1, 1],
      tileNnz: ({ height, width }) => (height * width * kept) / length,
      tileEmpty: ({ height, width }) =>
        height * width === 0 ? 1 : emptyProbability(length, kept, down ? height : width),
    };
  },
  sample(given, shape, stream) {
    const { down, length, kept } = place(given, shape);
    const chosen = chooseDistinct(length, kept, stream);
    if (!down)
      return sparseFromRows(shape.rows, shape.cols, (_, add) => {
        for (const column of chosen) add(column);
      });
    let next = 0;
    return sparseFromRows(shape.rows, shape.cols, (row, add) => {
      if (chosen[next] !== row) return;
      next += 1;
      for (let column = 0; column < shape.cols; column++) add(column);
    });
  },
});
