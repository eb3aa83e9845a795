/**
 * Time of several workers by reason as cycles of the whole: worker-cycles over workers, rounded so that they sum to
 * `cycles` exactly (differences of rounded-down running sums). The worker-cycles must sum to workers × cycles.
 */
export function shareCycles(
  reasons: readonly string[],
  spent: ArrayLike<number>,
  workers: number,
): Record<string, number> {
  const breakdown: Record<string, number> = {};
  let sum = 0;
  let before = 0;
  for (let i = 0; i < reasons.length; i++) {
    sum += spent[i]!;
    const upTo = Math.floor(sum / workers);
    breakdown[reasons[i]!] = upTo - before;
    before = upTo;
  }
  return breakdown;
}
