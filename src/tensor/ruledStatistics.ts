import type { OperandShape } from './operandShape.ts';
import type { PatternStatistics, Tile } from './patternStatistics.ts';
import type { Rule } from './rule.ts';

/** Statistics of positions that follow from a rule: counts are exact, a tile is empty or not. */
export function ruledStatistics({ rows, cols }: OperandShape, rule: Rule): PatternStatistics {
  const tileNnz = ({ row, col, height, width }: Tile): number => {
    let sum = 0;
    for (let r = row; r < row + height; r++) sum += rule.count(r, col, col + width);
    return sum;
  };
  const nnz = tileNnz({ row: 0, col: 0, height: rows, width: cols });
  return {
    rows,
    cols,
    nnz,
    density: nnz / (rows * cols),
    exact: true,
    group: null,
    matrix: null,
    period: [rows, cols],
    tileNnz,
    tileEmpty({ row, col, height, width }) {
      for (let r = row; r < row + height; r++) if (rule.count(r, col, col + width) > 0) return 0;
      return 1;
    },
  };
}
