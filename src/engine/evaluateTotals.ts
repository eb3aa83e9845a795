import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import { shippedLibrary } from './shippedLibrary.ts';
import { evaluation, type Totals } from './totals.ts';

/** A point's scalars alone, bit for bit those of `evaluate`, without building a record for each layer and price. */
export function evaluateTotals(point: PointSpec, options: { readonly library?: Library } = {}): Totals {
  return evaluation(point, options.library ?? shippedLibrary).totals;
}
