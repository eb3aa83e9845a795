/**
 * Probability that `drawn` given cells of `total` are all zero when `nonzeros` cells are chosen uniformly without
 * replacement: C(total − drawn, nonzeros) / C(total, nonzeros), as a product of min(drawn, nonzeros) ratios.
 */
export function emptyProbability(total: number, nonzeros: number, drawn: number): number {
  if (drawn > total - nonzeros) return 0;
  const factors = Math.min(drawn, nonzeros);
  const other = total - Math.max(drawn, nonzeros);
  let probability = 1;
  for (let i = 0; i < factors && probability > 0; i++) probability *= (other - i) / (total - i);
  return probability;
}
