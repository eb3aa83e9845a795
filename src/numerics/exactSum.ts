const view = new DataView(new ArrayBuffer(8));

/**
 * a + b rounded to odd: exact where it fits into a double, otherwise the one of the two doubles around it whose last
 * bit is set. Rounding that to 51 bits or fewer gives the same as rounding the exact sum (Boldo & Melquiond, 2008), so
 * a narrow accumulator suffers no double rounding.
 */
export function sumToOdd(a: number, b: number): number {
  const sum = a + b;
  // Knuth's two-sum: the exact error of the addition.
  const other = sum - a;
  const error = a - (sum - other) + (b - other);
  if (error === 0 || !(error > 0 || error < 0)) return sum;
  view.setFloat64(0, sum);
  const low = view.getUint32(4);
  if ((low & 1) === 1) return sum;
  // The neighbour on the error's side: away from zero where the signs agree, else towards it.
  if (error > 0 === sum > 0) {
    view.setUint32(4, low | 1);
    return view.getFloat64(0);
  }
  if (low === 0) view.setUint32(0, view.getUint32(0) - 1);
  view.setUint32(4, (low - 1) >>> 0);
  return view.getFloat64(0);
}
