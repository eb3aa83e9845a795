import { integerPower } from './integerPower.ts';

/** Factors up to which the product is taken one by one. */
const exactFactors = 65_536;

/**
 * Probability that `drawn` given cells of `total` are all zero when `nonzeros` cells are chosen uniformly without
 * replacement: C(total − drawn, nonzeros) / C(total, nonzeros), a product of min(drawn, nonzeros) ratios. Longer ones
 * are cut into 65,536 runs, each the power of its middle ratio (relative error below 1e-9 where the result is not 0).
 */
export function emptyProbability(total: number, nonzeros: number, drawn: number): number {
  if (drawn > total - nonzeros) return 0;
  const factors = Math.min(drawn, nonzeros);
  const other = total - Math.max(drawn, nonzeros);
  const run = Math.ceil(factors / exactFactors);
  let probability = 1;
  for (let i = 0; i < factors && probability > 0; i += run) {
    const length = Math.min(run, factors - i);
    const middle = i + (length - 1) / 2;
    probability *= integerPower((other - middle) / (total - middle), length);
  }
  return probability;
}
