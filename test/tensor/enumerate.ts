import type { OperandShape } from '../../src/tensor/operandShape.ts';
import type { PatternSpec } from '../../src/tensor/patternSpec.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';

/** All ways to choose `count` of [0, total), as sorted lists. */
export function subsets(total: number, count: number): number[][] {
  if (count === 0) return [[]];
  if (count > total) return [];
  return [
    ...subsets(total - 1, count),
    ...subsets(total - 1, count - 1).map((chosen) => [...chosen, total - 1]),
  ];
}

export function matrixOfCells(rows: number, cols: number, cells: Iterable<number>): SparseMatrix {
  const sorted = [...cells].sort((a, b) => a - b);
  const rowPointers = new Int32Array(rows + 1);
  for (const cell of sorted) rowPointers[Math.floor(cell / cols) + 1]! += 1;
  for (let row = 0; row < rows; row++) rowPointers[row + 1]! += rowPointers[row]!;
  return { rows, cols, rowPointers, columns: Int32Array.from(sorted, (cell) => cell % cols) };
}

export function cellsOf({ rows, cols, rowPointers, columns }: SparseMatrix): number[] {
  const cells: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let i = rowPointers[row]!; i < rowPointers[row + 1]!; i++) cells.push(row * cols + columns[i]!);
  }
  return cells;
}

/** Cross product of choices, each an own list of cells, united. */
const united = (choices: number[][][]): number[][] =>
  choices.reduce<number[][]>(
    (all, next) => all.flatMap((left) => next.map((right) => [...left, ...right])),
    [[]],
  );

/** Every matrix that a pattern may draw, all equally likely, by definition rather than by the pattern's own code. */
export function everySample(spec: PatternSpec, { rows, cols, rowAxis }: OperandShape): SparseMatrix[] {
  const all = rows * cols;
  switch (spec.pattern) {
    case 'uniform':
      return subsets(all, Math.round(Number(spec['density']) * all)).map((c) => matrixOfCells(rows, cols, c));
    case 'block': {
      const [height, width] = [Number(spec['block_rows']), Number(spec['block_cols'])];
      const across = Math.ceil(cols / width);
      const blocks = Math.ceil(rows / height) * across;
      const inBlock = (block: number) =>
        Array.from({ length: all }, (_, cell) => cell).filter((cell) => {
          const [row, col] = [Math.floor(cell / cols), cell % cols];
          return Math.floor(row / height) * across + Math.floor(col / width) === block;
        });
      return subsets(blocks, Math.round(Number(spec['density']) * blocks)).map((chosen) =>
        matrixOfCells(rows, cols, chosen.flatMap(inBlock)),
      );
    }
    case 'n:m': {
      const [n, m] = [Number(spec['n']), Number(spec['m'])];
      const down = rowAxis === (spec['axis'] ?? 'k');
      const [length, lines] = down ? [rows, cols] : [cols, rows];
      const choices: number[][][] = [];
      for (let line = 0; line < lines; line++) {
        for (let first = 0; first < length; first += m) {
          const size = Math.min(m, length - first);
          const cell = (at: number) => (down ? (first + at) * cols + line : line * cols + first + at);
          choices.push(subsets(size, Math.min(n, size)).map((chosen) => chosen.map(cell)));
        }
      }
      return united(choices).map((cells) => matrixOfCells(rows, cols, cells));
    }
    default:
      throw new Error(`no enumeration for ${spec.pattern}`);
  }
}

/** Small cases whose samples can all be listed. */
export const smallCases: readonly [PatternSpec, OperandShape][] = (
  [
    [{ pattern: 'uniform', density: 0.3 }, 3, 4],
    [{ pattern: 'uniform', density: 0.5 }, 2, 7],
    [{ pattern: 'uniform', density: 0.1 }, 1, 20],
    [{ pattern: 'uniform', density: 0 }, 2, 3],
    [{ pattern: 'uniform', density: 1 }, 2, 3],
    [{ pattern: 'block', block_rows: 2, block_cols: 2, density: 0.5 }, 4, 6],
    [{ pattern: 'block', block_rows: 2, block_cols: 3, density: 0.4 }, 5, 7],
    [{ pattern: 'block', block_rows: 1, block_cols: 4, density: 0.34 }, 3, 9],
    [{ pattern: 'n:m', n: 2, m: 4 }, 4, 3],
    [{ pattern: 'n:m', n: 1, m: 3 }, 7, 2],
    [{ pattern: 'n:m', n: 2, m: 3 }, 5, 2],
    [{ pattern: 'n:m', n: 1, m: 4, axis: 'n' }, 2, 10],
    [{ pattern: 'n:m', n: 3, m: 5, axis: 'n' }, 1, 11],
    [{ pattern: 'n:m', n: 1, m: 8, axis: 'n' }, 1, 20],
  ] as const
).map(([spec, rows, cols]) => [spec, { rows, cols, rowAxis: 'k', colAxis: 'n' }]);
