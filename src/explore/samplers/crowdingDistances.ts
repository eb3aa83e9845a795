/**
 * Crowding distance of each point within its group's front (Deb et al. 2002, section III-B); the ends are MAX_VALUE.
 */
export function crowdingDistances(
  scores: readonly (readonly number[])[],
  objectives: number,
  ranks: Int32Array,
  groups: readonly number[],
): Float64Array {
  const distances = new Float64Array(ranks.length);
  const fronts = new Map<string, number[]>();
  for (const [p, rank] of ranks.entries()) {
    const key = `${groups[p]}/${rank}`;
    const front = fronts.get(key);
    if (front) front.push(p);
    else fronts.set(key, [p]);
  }
  for (const front of fronts.values())
    for (let o = 0; o < objectives; o++) {
      const score = (p: number): number => scores[p]![o]!;
      front.sort((a, b) => score(a) - score(b) || a - b);
      const span = score(front[front.length - 1]!) - score(front[0]!);
      distances[front[0]!] = Number.MAX_VALUE;
      distances[front[front.length - 1]!] = Number.MAX_VALUE;
      if (span > 0)
        for (let i = 1; i + 1 < front.length; i++) {
          const p = front[i]!;
          if (distances[p]! < Number.MAX_VALUE)
            distances[p] = distances[p]! + (score(front[i + 1]!) - score(front[i - 1]!)) / span;
        }
    }
  return distances;
}
