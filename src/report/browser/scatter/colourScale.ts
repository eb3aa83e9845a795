import type { Field } from '../fields.ts';
import { categoryMark, sequence } from '../palette.ts';
import { extentOf } from './plane.ts';

/** A colour for each row, and what a legend needs. */
export interface ColourScale {
  /** Few enough distinct colours that rows can be painted colour by colour. */
  readonly colours: readonly string[];
  /** Position in `colours`. */
  bin(row: number): number;
  readonly kind: 'categories' | 'sequence';
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  /** Distinct values of a discrete field, in the order of `colours`. */
  readonly values: readonly number[];
}

const bins = 32;
const mostDiscrete = 8;

/** Categories and numbers of up to eight values by Okabe–Ito, other numbers by cividis (in the logarithm if wide). */
export function colourScale(field: Field, dark: boolean, mask: Uint8Array): ColourScale {
  const { column } = field;
  const distinct = new Set<number>();
  for (let i = 0; i < column.length && distinct.size <= 256; i++) if (mask[i] === 1) distinct.add(column[i]!);
  const values = [...distinct].filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  const discrete = field.kind === 'category' || (values.length <= mostDiscrete && field.group === 'axis');
  if (discrete) {
    const position = new Map(values.map((v, i) => [v, i]));
    const ordered = field.kind === 'number' && values.length > 1;
    return {
      kind: 'categories',
      colours: values.map((_, i) =>
        ordered ? sequence(i / (values.length - 1), dark) : categoryMark(i).colour,
      ),
      bin: (row) => position.get(column[row]!) ?? 0,
      low: 0,
      high: 0,
      log: false,
      values,
    };
  }
  const { low, high, positive } = extentOf(field, mask);
  const log = positive && high / low > 20;
  const place = (v: number): number =>
    log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low || 1);
  return {
    kind: 'sequence',
    colours: Array.from({ length: bins }, (_, i) => sequence(i / (bins - 1), dark)),
    bin: (row) => {
      const t = place(column[row]!);
      return Number.isNaN(t) ? 0 : Math.min(bins - 1, Math.max(0, Math.floor(t * bins)));
    },
    low,
    high,
    log,
    values: [],
  };
}
