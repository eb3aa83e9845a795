/** Positions that follow from the row alone: how many of a row's columns, and which. */
export interface Rule {
  /** Non-zeros of `row` in columns `from` … `to` − 1; `to` not below `from`. */
  count(row: number, from: number, to: number): number;
  /** The columns of `row`, ascending. */
  fill(row: number, add: (column: number) => void): void;
}

/** Columns of one or more intervals: [start, end) pairs, ascending and disjoint, cut at the matrix's edge. */
export function intervalRule(cols: number, intervalsOf: (row: number) => readonly number[]): Rule {
  return {
    count(row, from, to) {
      const ends = intervalsOf(row);
      let sum = 0;
      for (let i = 0; i < ends.length; i += 2)
        sum += Math.max(0, Math.min(to, cols, ends[i + 1]!) - Math.max(from, 0, ends[i]!));
      return sum;
    },
    fill(row, add) {
      const ends = intervalsOf(row);
      for (let i = 0; i < ends.length; i += 2) {
        const end = Math.min(cols, ends[i + 1]!);
        for (let column = Math.max(0, ends[i]!); column < end; column++) add(column);
      }
    },
  };
}
