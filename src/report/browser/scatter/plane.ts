import { type PlaneScale, scaleBetween } from '../chart/scaleBetween.ts';
import type { Field } from '../fields.ts';

export interface PlaneAxis {
  readonly field: Field;
  readonly log: boolean;
  readonly scale: PlaneScale;
  readonly ticks: readonly number[];
}

/** Smallest and largest finite value, and whether all are above zero (only then an axis can be logarithmic). */
export function extentOf(
  field: Field,
  mask: Uint8Array | null = null,
): { low: number; high: number; positive: boolean } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const { column } = field;
  for (let i = 0; i < column.length; i++) {
    if (mask !== null && mask[i] === 0) continue;
    const v = column[i]!;
    if (v < low) low = v;
    if (v > high && v !== Number.POSITIVE_INFINITY) high = v;
  }
  if (low > high) return { low: 0, high: 1, positive: false };
  return { low, high, positive: low > 0 };
}

/** A scale from a field's values to pixels, padded so that no mark touches the frame. */
export function planeAxis(
  field: Field,
  wantLog: boolean,
  pixels: readonly [number, number],
  mask: Uint8Array | null,
): PlaneAxis {
  const { low, high, positive } = extentOf(field, mask);
  const log = wantLog && positive;
  return { field, log, ...scaleBetween(low, high, log, pixels) };
}
