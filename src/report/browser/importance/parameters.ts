import { distinct } from '../distinct.ts';
import type { Field } from '../fields.ts';
import { oneToOne } from '../oneToOne.ts';
import type { ViewContext } from '../views/defineView.ts';

/** What was varied: an axis, with those that always move with it, as levels of each row. */
export interface Parameter {
  readonly field: Field;
  /** `Scratchpad a, Scratchpad b` where axes move together. */
  readonly label: string;
  /** Level of a row. */
  level(row: number): number;
  /** Texts of the levels, in order. */
  readonly levels: readonly string[];
}

/** Numeric axes with more values than this are cut into as many ranges with equally many rows. */
const mostLevels = 12;

/** Rows that tell which axes move together: a sweep that couples axes does so everywhere. */
const mostCompared = 2000;

/** Axes that take more than one value among some rows; those that move together are one parameter. */
export function parametersOf({ fields }: ViewContext, rows: ArrayLike<number>): readonly Parameter[] {
  const step = Math.max(1, Math.floor(rows.length / mostCompared));
  const count = Math.floor(rows.length / step);
  const axes = fields
    .filter((f) => f.group === 'axis')
    .flatMap((field) => {
      const { level, levels } = levelsOf(field, rows);
      const sample = Float64Array.from({ length: count }, (_, i) => field.column[rows[i * step]!]!);
      return levels.length > 1 ? [{ field, level, levels, sample }] : [];
    });
  const out: Parameter[] = [];
  const taken = new Set<Field>();
  axes.forEach(({ field, level, levels, sample }, i) => {
    if (taken.has(field)) return;
    const together = axes.slice(i + 1).flatMap((other) => {
      if (taken.has(other.field) || other.levels.length !== levels.length) return [];
      if (!oneToOne(sample, other.sample, count)) return [];
      taken.add(other.field);
      return [other.field.label];
    });
    out.push({ field, label: [field.label, ...together].join(', '), level, levels });
  });
  return out;
}

/** A row of each value that occurs among some rows, values in order; stops when all values of the field are seen. */
function seen(field: Field, rows: ArrayLike<number>): ReadonlyMap<number, number> {
  const all = distinct(field);
  const first = new Map<number, number>();
  for (let i = 0; i < rows.length && first.size < all.length; i++) {
    const value = field.column[rows[i]!]!;
    if (!first.has(value)) first.set(value, rows[i]!);
  }
  return new Map([...first].sort((a, b) => a[0] - b[0]));
}

function levelsOf(field: Field, rows: ArrayLike<number>): Pick<Parameter, 'level' | 'levels'> {
  const values = seen(field, rows);
  if (field.kind === 'category' || values.size <= mostLevels) {
    const places = new Map([...values.keys()].map((v, i) => [v, i]));
    return {
      level: (row) => places.get(field.column[row]!) ?? -1,
      levels: [...values.values()].map((row) => field.text(row)),
    };
  }
  const sorted = Float64Array.from(rows, (row) => field.column[row]!).sort();
  const cuts = Array.from(
    { length: mostLevels - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / mostLevels)]!,
  );
  const levels = [sorted[0]!, ...cuts].map(
    (from, i) => `${from.toPrecision(3)} – ${(cuts[i] ?? sorted.at(-1)!).toPrecision(3)}`,
  );
  return {
    level: (row) => {
      let at = 0;
      while (at < cuts.length && field.column[row]! >= cuts[at]!) at++;
      return at;
    },
    levels,
  };
}
