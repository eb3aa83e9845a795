import { type RandomStream, randomStream } from '../../core/random.ts';
import { groupedRanks } from '../pareto/groupedRanks.ts';
import { crowdingDistances } from './crowdingDistances.ts';
import { defineSampler, type SearchSpace, type Told } from './defineSampler.ts';
import { randomIndex } from './randomIndex.ts';

interface Individual {
  readonly at: readonly number[];
  readonly told: Told;
  rank: number;
  crowding: number;
}

/** Tries to breed a point not seen before, ere a random one is taken. */
const attempts = 20;

/**
 * NSGA-II (Deb et al., IEEE TEVC 6(2), 2002) over the grid's coordinates: binary tournaments by constrained
 * domination and crowding, uniform crossover, mutation by a neighbour (ordered axes) or any other value, survivors
 * from parents and children. Points are never evaluated twice, so the budget counts distinct designs.
 */
export default defineSampler({
  name: 'nsga2',
  description: 'NSGA-II: evolutionary multi-objective search',
  adaptive: true,
  start(space, { evaluations, seed, objectives }) {
    const stream = randomStream(seed, 'sampler', 'nsga2');
    const budget = Math.min(space.size, evaluations);
    const size = Math.max(4, Math.min(64, Math.ceil(budget / 8)));
    const seen = new Set<number>();
    let population: Individual[] = [];

    const fresh = (propose: () => number): number => {
      for (let t = 0; t < attempts; t++) {
        const index = propose();
        if (!seen.has(index)) return index;
      }
      let index = randomIndex(stream, space.size);
      while (seen.has(index)) index = (index + 1) % space.size;
      return index;
    };
    const parent = (): Individual => {
      const a = population[stream.below(population.length)]!;
      const b = population[stream.below(population.length)]!;
      if (a.rank !== b.rank) return a.rank < b.rank ? a : b;
      return a.crowding >= b.crowding ? a : b;
    };
    const child = (): number => {
      const [x, y] = [parent().at, parent().at];
      const at = x.map((value, d) => (stream.below(2) === 0 ? value : y[d]!));
      mutate(at, space, stream);
      return space.index(at);
    };

    return {
      ask() {
        const count = Math.min(size, budget - seen.size);
        const asked: number[] = [];
        for (let i = 0; i < count; i++) {
          const index = fresh(population.length === 0 ? () => randomIndex(stream, space.size) : child);
          seen.add(index);
          asked.push(index);
        }
        return asked;
      },
      tell(results) {
        const born = results.map(
          (told): Individual => ({ at: space.coordinates(told.index), told, rank: 0, crowding: 0 }),
        );
        population = survivors([...population, ...born], size, objectives);
      },
      stopped: () =>
        budget === space.size
          ? `all ${budget} points`
          : `budget of ${budget} evaluations, population ${size}, seed ${seed}`,
    };
  },
});

/** Each coordinate with probability 1/dimensions, at least one in expectation. */
function mutate(at: number[], space: SearchSpace, stream: RandomStream): void {
  const open = space.radices.filter((radix) => radix > 1).length;
  for (let d = 0; d < at.length; d++) {
    const radix = space.radices[d]!;
    if (radix === 1 || stream.below(open) !== 0) continue;
    if (space.ordered[d] && stream.below(2) === 0) {
      const step = stream.below(2) === 0 ? 1 : -1;
      const moved = at[d]! + step;
      at[d] = moved < 0 || moved >= radix ? at[d]! - step : moved;
    } else at[d] = (at[d]! + 1 + stream.below(radix - 1)) % radix;
  }
}

/** The best `size`: feasible by front and crowding, then infeasible by violation, then failed; ties by birth. */
function survivors(all: Individual[], size: number, objectives: number): Individual[] {
  const feasible = all.filter((p) => p.told.scores !== null && p.told.violation === 0);
  const broken = all.filter((p) => p.told.scores !== null && p.told.violation !== 0);
  const failed = all.filter((p) => p.told.scores === null);
  const scores = feasible.map((p) => p.told.scores as readonly number[]);
  const groups = feasible.map((p) => p.told.group);
  const ranks = groupedRanks(scores, objectives, groups);
  const crowding = crowdingDistances(scores, objectives, ranks, groups);
  let worst = 0;
  for (const [i, p] of feasible.entries()) {
    p.rank = ranks[i]!;
    p.crowding = crowding[i]!;
    worst = Math.max(worst, p.rank);
  }
  broken.sort((a, b) => a.told.violation - b.told.violation);
  for (const [i, p] of broken.entries()) {
    p.rank = worst + 1 + i;
    p.crowding = 0;
  }
  for (const p of failed) {
    p.rank = worst + broken.length + 1;
    p.crowding = 0;
  }
  const ordered = [...feasible, ...broken, ...failed];
  const place = new Map(ordered.map((p, i) => [p, i]));
  ordered.sort((a, b) => a.rank - b.rank || b.crowding - a.crowding || place.get(a)! - place.get(b)!);
  return ordered.slice(0, size);
}
