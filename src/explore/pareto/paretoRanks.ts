/**
 * Rank of every point among its peers, 1 for the non-dominated front. `scores[p·objectives + o]`, smaller is better.
 * ENS with binary search (Zhang et al., IEEE TEVC 19(2), 2015): points in lexicographic order enter the first front
 * that doesn't dominate them. For up to three objectives each front keeps the staircase of its last two scores, so
 * a test costs a binary search and 100,000 points take seconds.
 */
export function paretoRanks(scores: Float64Array, objectives: number): Int32Array {
  const count = objectives === 0 ? 0 : scores.length / objectives;
  const ranks = new Int32Array(count);
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  const compare = (a: number, b: number): number => {
    for (let o = 0; o < objectives; o++) {
      const d = scores[a * objectives + o]! - scores[b * objectives + o]!;
      if (d !== 0) return d;
    }
    return 0;
  };
  order.sort((a, b) => compare(a, b) || a - b);

  const makeFront = objectives <= 3 ? () => staircase(scores, objectives) : () => members(scores, objectives);
  const fronts: Front[] = [];
  for (let i = 0; i < count; i++) {
    const p = order[i]!;
    if (i > 0 && compare(order[i - 1]!, p) === 0) {
      ranks[p] = ranks[order[i - 1]!]!;
      continue;
    }
    let low = 0;
    let high = fronts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (fronts[middle]!.dominates(p)) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push(makeFront());
    fronts[low]!.add(p);
    ranks[p] = low + 1;
  }
  return ranks;
}

interface Front {
  dominates(point: number): boolean;
  add(point: number): void;
}

/** Points that came earlier are no worse in the first score, so the minima of the other two decide. */
function staircase(scores: Float64Array, objectives: number): Front {
  // Ascending second score, strictly descending third.
  const seconds: number[] = [];
  const thirds: number[] = [];
  const second = (p: number): number => (objectives > 1 ? scores[p * objectives + 1]! : 0);
  const third = (p: number): number => (objectives > 2 ? scores[p * objectives + 2]! : 0);
  /** Number of steps whose second score is ≤ x. */
  const upTo = (x: number): number => {
    let low = 0;
    let high = seconds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (seconds[middle]! <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    dominates(p) {
      const at = upTo(second(p));
      return at > 0 && thirds[at - 1]! <= third(p);
    },
    add(p) {
      const z = third(p);
      let from = upTo(second(p));
      if (from > 0 && seconds[from - 1] === second(p)) from--;
      let to = from;
      while (to < seconds.length && thirds[to]! >= z) to++;
      seconds.splice(from, to - from, second(p));
      thirds.splice(from, to - from, z);
    },
  };
}

function members(scores: Float64Array, objectives: number): Front {
  const points: number[] = [];
  return {
    dominates(p) {
      for (let i = points.length - 1; i >= 0; i--) {
        const q = points[i]!;
        let o = 1;
        while (o < objectives && scores[q * objectives + o]! <= scores[p * objectives + o]!) o++;
        if (o === objectives) return true;
      }
      return false;
    },
    add: (p) => points.push(p),
  };
}
