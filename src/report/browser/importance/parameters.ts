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

/** Axes that take more than one value among some rows; those that move together are one parameter. */
export function parametersOf({ fields }: ViewContext, rows: ArrayLike<number>): readonly Parameter[] {
  const axes = fields.filter((f) => f.group === 'axis');
  const columns = axes.map((f) => Float64Array.from(rows, (row) => f.column[row]!));
  const varies = axes.map((_, i) => columns[i]!.some((v) => v !== columns[i]![0]));
  const out: Parameter[] = [];
  const taken = new Set<number>();
  axes.forEach((field, i) => {
    if (!varies[i] || taken.has(i)) return;
    const together = axes.flatMap((other, j) => {
      if (j <= i || !varies[j] || taken.has(j) || !oneToOne(columns[i]!, columns[j]!, rows.length)) return [];
      taken.add(j);
      return [other.label];
    });
    out.push({ field, label: [field.label, ...together].join(', '), ...levelsOf(field, columns[i]!, rows) });
  });
  return out;
}

function levelsOf(
  field: Field,
  column: Float64Array,
  rows: ArrayLike<number>,
): Pick<Parameter, 'level' | 'levels'> {
  const values = [...new Set(column)].sort((a, b) => a - b);
  if (field.kind === 'category' || values.length <= mostLevels) {
    const places = new Map(values.map((v, i) => [v, i]));
    const text = new Map<number, string>();
    for (let i = 0; i < rows.length && text.size < values.length; i++)
      if (!text.has(column[i]!)) text.set(column[i]!, field.text(rows[i]!));
    return { level: (row) => places.get(field.column[row]!) ?? -1, levels: values.map((v) => text.get(v)!) };
  }
  const sorted = column.slice().sort();
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
