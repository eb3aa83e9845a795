import { DiagnosticError } from '../../core/diagnostic.ts';
import { bitsFor } from '../bitsFor.ts';
import type { GroupStructure } from '../patternStatistics.ts';
import type { SparseMatrix } from '../sparseMatrix.ts';
import { defineFormat, type StorageOptions } from './defineFormat.ts';

const fail = (code: string, message: string, hint: string): never => {
  throw new DiagnosticError([{ code, severity: 'error', message, hint }]);
};

const wanted = () =>
  fail(
    'WIN-FMT-002',
    'the n:m index needs groups',
    'use it on an n:m pattern, or give `group: {n, m, along}`',
  );

/** Slots of all groups: n each, min(n, g) in a last group of g elements; filled or not, each is stored. */
const bits = (rows: number, cols: number, { n, m, along }: GroupStructure, options: StorageOptions) => {
  const [length, lines] = along === 'rows' ? [rows, cols] : [cols, rows];
  const slots = (Math.floor(length / m) * n + Math.min(n, length % m)) * lines;
  return { values: slots * options.element_bits, metadata: slots * (options.index_bits ?? bitsFor(m)) };
};

/** Throws WIN-FMT-003 where a group holds more non-zeros than it has slots. */
function checkGroups(matrix: SparseMatrix, { n, m, along }: GroupStructure): void {
  const { rows, cols, rowPointers, columns } = matrix;
  const filled = new Int32Array(along === 'rows' ? cols : Math.ceil(cols / m));
  for (let row = 0; row < rows; row++) {
    if (along === 'cols' || row % m === 0) filled.fill(0);
    for (let i = rowPointers[row]!; i < rowPointers[row + 1]!; i++) {
      const column = columns[i]!;
      const group = along === 'rows' ? column : Math.floor(column / m);
      filled[group] = filled[group]! + 1;
      if (filled[group]! > n) {
        fail(
          'WIN-FMT-003',
          `row ${row}, column ${column}: more than ${n} non-zeros in a group of ${m}`,
          'the n:m index can only store patterns with that structure',
        );
      }
    }
  }
}

/** Values of each group's n slots, and the place of each in its group: ⌈log2 m⌉ bits (2 bits for 2:4). */
export default defineFormat({
  name: 'n:m-index',
  description: 'n slots for every m elements, each with its place in the group',
  compressed: true,
  cost(matrix, options) {
    const group = options.group ?? wanted();
    checkGroups(matrix, group);
    return bits(matrix.rows, matrix.cols, group, options);
  },
  expected(statistics, options) {
    const group = options.group ?? statistics.group ?? wanted();
    const promised = statistics.group;
    const holds =
      statistics.nnz === 0 ||
      group.n >= group.m ||
      (promised !== null &&
        promised.along === group.along &&
        promised.m === group.m &&
        promised.n <= group.n);
    if (!holds) {
      fail(
        'WIN-FMT-003',
        `the pattern does not promise at most ${group.n} non-zeros in each group of ${group.m}`,
        'the n:m index can only store patterns with that structure',
      );
    }
    return bits(statistics.rows, statistics.cols, group, options);
  },
});
