/**
 * Share of a column's variance that lies between the levels of a parameter (the correlation ratio η², Fisher 1925),
 * with the degrees of freedom taken off so that many levels don't look important by themselves: 1 − (1 − η²) (n − 1) /
 * (n − k), not below 0. NaN where the column is constant or no degree of freedom is left.
 *
 * `sample` picks rows by position, with repetitions for a bootstrap.
 */
export function explainedShare(
  levels: ArrayLike<number>,
  levelCount: number,
  values: ArrayLike<number>,
  sample: ArrayLike<number>,
): number {
  const n = sample.length;
  const sums = new Float64Array(levelCount);
  const counts = new Float64Array(levelCount);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const at = sample[i]!;
    const value = values[at]!;
    sums[levels[at]!]! += value;
    counts[levels[at]!]!++;
    sum += value;
  }
  const mean = sum / n;
  let total = 0;
  for (let i = 0; i < n; i++) total += (values[sample[i]!]! - mean) ** 2;
  let between = 0;
  let used = 0;
  for (let l = 0; l < levelCount; l++)
    if (counts[l]! > 0) {
      used++;
      between += counts[l]! * (sums[l]! / counts[l]! - mean) ** 2;
    }
  if (!(total > 1e-24 * n * (mean * mean + 1e-300)) || n <= used) return Number.NaN;
  return Math.max(0, 1 - ((1 - Math.min(1, between / total)) * (n - 1)) / (n - used));
}
