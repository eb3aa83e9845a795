import { exp2, log2 } from '../core/logarithm.ts';
import type { ActionRow } from './actionRows.ts';

export type RowValue = 'energy_pj' | 'area_um2' | 'leakage_uw';

/** How a unit's figures grow with its width where its source has rows at a few widths only. */
export type WidthRule = 'power' | 'linear';

/** A figure at a width, with the rows that it came from. */
export interface WidthEstimate {
  readonly value: number;
  readonly rows: readonly ActionRow[];
  /** Whether `bits` is the width of a row, so that nothing was derived. */
  readonly published: boolean;
}

/**
 * A figure at any width from the rows of one item. 'power' (multipliers): a power law through the neighbouring rows, and
 * through the nearest two beyond them; from one row alone, by the square of the width. 'linear' (adders): linear between
 * rows, proportional to the width beyond them. null where no row has the figure.
 */
export function widthEstimate(
  all: readonly ActionRow[],
  bits: number,
  value: RowValue,
  rule: WidthRule,
): WidthEstimate | null {
  const rows = all.filter((row) => row[value] !== null);
  const exact = rows.find((row) => row.bits === bits);
  if (exact !== undefined) return { value: exact[value]!, rows: [exact], published: true };
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return null;
  const upper = rows.findIndex((row) => row.bits > bits);
  if (rule === 'linear') {
    if (upper <= 0) {
      const end = upper === 0 ? first : last;
      return { value: (end[value]! * bits) / end.bits, rows: [end], published: false };
    }
    const [a, b] = [rows[upper - 1]!, rows[upper]!];
    const share = (bits - a.bits) / (b.bits - a.bits);
    return { value: a[value]! + share * (b[value]! - a[value]!), rows: [a, b], published: false };
  }
  if (rows.length === 1) {
    const ratio = bits / first.bits;
    return { value: first[value]! * ratio * ratio, rows: [first], published: false };
  }
  const place = upper < 0 ? rows.length - 1 : Math.max(1, upper);
  const [a, b] = [rows[place - 1]!, rows[place]!];
  const slope = log2(b[value]! / a[value]!) / log2(b.bits / a.bits);
  return { value: a[value]! * exp2(slope * log2(bits / a.bits)), rows: [a, b], published: false };
}
