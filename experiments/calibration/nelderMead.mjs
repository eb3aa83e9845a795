// Nelder & Mead, Computer Journal 7(4), 1965: reflection 1, expansion 2, contraction and shrinkage 1/2.
export function nelderMead(cost, start, { scale = 0.1, iterations = 400 } = {}) {
  const n = start.length;
  const at = (x) => ({ x, cost: cost(x) });
  let simplex = [at(start), ...start.map((_, i) => at(start.map((v, j) => (j === i ? v + scale : v))))];
  for (let k = 0; k < iterations; k++) {
    simplex.sort((a, b) => a.cost - b.cost);
    const centre = start.map((_, j) => simplex.slice(0, n).reduce((sum, s) => sum + s.x[j] / n, 0));
    const worst = simplex[n];
    const move = (t) => at(centre.map((v, j) => v + t * (worst.x[j] - v)));
    const reflected = move(-1);
    if (reflected.cost < simplex[0].cost) {
      const expanded = move(-2);
      simplex[n] = expanded.cost < reflected.cost ? expanded : reflected;
    } else if (reflected.cost < simplex[n - 1].cost) simplex[n] = reflected;
    else {
      const contracted = move(reflected.cost < worst.cost ? -0.5 : 0.5);
      if (contracted.cost < Math.min(reflected.cost, worst.cost)) simplex[n] = contracted;
      else
        simplex = simplex.map((s, i) =>
          i === 0 ? s : at(s.x.map((v, j) => simplex[0].x[j] + 0.5 * (v - simplex[0].x[j]))),
        );
    }
  }
  return simplex.sort((a, b) => a.cost - b.cost)[0];
}
