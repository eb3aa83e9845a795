/**
 * Whole words of a share of a count. Expected densities carry rounding noise of about 1e-12, so a product that is that
 * close to the next whole number is taken as that number.
 */
export function leftOut(count: number, share: number): number {
  return Math.min(count, Math.floor(count * share + Math.min(1e-3, 1e-9 * count)));
}
