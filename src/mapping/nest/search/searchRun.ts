import type { RandomStream } from '../../../core/random.ts';
import { randomStream } from '../../../core/random.ts';
import type { MappingObjective } from '../../mapSpace.ts';
import { countAccesses, measureTiles } from '../denseAnalysis.ts';
import { costOfDense, type NestCost } from '../denseCost.ts';
import { createDenseCounts, type DenseCounts } from '../denseCounts.ts';
import { createLoopNest, type LoopNest } from '../loopNest.ts';
import { isLegal } from '../nestLegality.ts';
import { scaleAccesses } from '../scaledCounts.ts';
import { cloneGenome, copyGenome, encodeGenome, type Genome, outermostGenome } from './genome.ts';
import type { NestSpace } from './nestSpace.ts';
import { enterFront, type ParetoFront } from './paretoFront.ts';

/** What searches share: the space, the budget, the best so far. Costs are Infinity for illegal mappings. */
export interface SearchRun {
  readonly space: NestSpace;
  readonly objective: MappingObjective;
  readonly random: RandomStream;
  /** Evaluations left and done. */
  left: number;
  evaluated: number;
  best: Genome | undefined;
  bestCost: number;
  /** Most compute units that a fitting mapping used. */
  mostUsed: number;
  /** Asked now and then; true ends the search early (a clock, an interrupt). Results then depend on it. */
  readonly stop: (() => boolean) | undefined;
  readonly improved: ((cost: number, evaluated: number) => void) | undefined;
  readonly nest: LoopNest;
  readonly counts: DenseCounts;
  readonly cost: NestCost;
  /**
   * The best by estimate, ascending, where imperfect nests are estimated while the search goes on; undefined: every nest
   * is counted exactly.
   */
  finalists: Finalist[] | undefined;
  readonly mostFinalists: number;
  /** Where all legal evaluations are entered, if anywhere. */
  readonly front: ParetoFront | undefined;
  /** Costs a nest with its sparse features in place of the dense cost; false where it is illegal. */
  readonly sparse: SparseCost | undefined;
  /** Above 0: equal cycles are told apart by energy over energy + this, a share of one cycle. */
  readonly tieScale: number;
}

interface Finalist {
  readonly value: number;
  readonly genome: Genome;
}

/** Writes the cost of a nest that keeps what `keep` says. */
export type SparseCost = (nest: LoopNest, keep: Int32Array, cost: NestCost) => boolean;

export interface SearchOptions {
  readonly objective: MappingObjective;
  /** Budget; the same budget and seed give the same mapping everywhere. */
  readonly evaluations: number;
  readonly seed: number;
  readonly stop?: () => boolean;
  readonly improved?: (cost: number, evaluated: number) => void;
  /** Among mappings of equal cycles the one of least energy; the objective must be cycles. */
  readonly tieBreak?: boolean;
  readonly sparse?: SparseCost;
}

export function startRun(space: NestSpace, options: SearchOptions, front?: ParetoFront): SearchRun {
  return {
    space,
    objective: options.objective,
    random: randomStream(options.seed, 'nest search'),
    left: options.evaluations,
    evaluated: 0,
    best: undefined,
    bestCost: Number.POSITIVE_INFINITY,
    mostUsed: 0,
    stop: options.stop,
    improved: options.improved,
    nest: createLoopNest(space.problem),
    counts: createDenseCounts(space.problem),
    cost: { cycles: 0, energyPj: 0 },
    finalists: space.imperfect === 'none' ? undefined : [],
    mostFinalists: finalistsOf(options.evaluations),
    front,
    sparse: options.sparse,
    tieScale: options.tieBreak === true ? tieScaleOf(space) : 0,
  };
}

/** An energy that those of mappings are of the order of: what the computes and as many outermost accesses take. */
const tieScaleOf = ({ problem }: NestSpace): number => {
  const { compute, levels } = problem.architecture;
  return 1 + problem.computes * (compute.energyPj.compute + levels[0]!.energyPj.read);
};

/** Whether the run may go on. */
export const goesOn = (run: SearchRun): boolean => run.left > 0;

/** Cost of a genome under the run's objective; keeps the best. Ties stay with the earlier one. */
export function evaluate(run: SearchRun, genome: Genome): number {
  run.left -= 1;
  run.evaluated += 1;
  if ((run.evaluated & 255) === 0 && run.stop?.() === true) run.left = 0;
  const { space, nest, counts, cost } = run;
  const { problem } = space;
  encodeGenome(space, genome, nest);
  measureTiles(problem, nest, counts);
  if (run.sparse === undefined && !isLegal(problem, nest, counts)) return Number.POSITIVE_INFINITY;
  if (run.sparse === undefined && counts.usedComputes > run.mostUsed) run.mostUsed = counts.usedComputes;
  const { x, y } = problem.architecture.compute.instances;
  if (counts.usedComputes < space.minUtilization * x * y) return Number.POSITIVE_INFINITY;
  if (run.sparse !== undefined) {
    if (!run.sparse(nest, genome.keep, cost)) return Number.POSITIVE_INFINITY;
    if (counts.usedComputes > run.mostUsed) run.mostUsed = counts.usedComputes;
  } else {
    if (nest.imperfect && run.finalists !== undefined) scaleAccesses(problem, nest, counts);
    else countAccesses(problem, nest, counts);
    costOfDense(problem, nest, counts, cost);
  }
  if (run.front !== undefined) enterFront(run.front, cost.cycles, cost.energyPj, genome);
  const value = costOf(run);
  if (run.finalists !== undefined) enterFinalists(run.finalists, run.mostFinalists, value, genome);
  if (value < run.bestCost) {
    run.bestCost = value;
    if (run.best === undefined) run.best = cloneGenome(genome);
    else copyGenome(genome, run.best);
    run.improved?.(value, run.evaluated);
  }
  return value;
}

function costOf({ objective, cost, tieScale }: SearchRun): number {
  if (objective === 'energy') return cost.energyPj;
  if (objective === 'edp') return cost.energyPj * cost.cycles;
  return tieScale > 0 ? cost.cycles + cost.energyPj / (cost.energyPj + tieScale) : cost.cycles;
}

/** Genomes that are counted exactly at the end of a search by estimates: one for a thousand evaluations, 2 to 16. */
const finalistsOf = (evaluations: number): number => Math.max(2, Math.min(16, Math.ceil(evaluations / 1000)));

function enterFinalists(list: Finalist[], most: number, value: number, genome: Genome): void {
  if (list.length === most && value >= list[most - 1]!.value) return;
  let i = list.length;
  while (i > 0 && list[i - 1]!.value > value) i--;
  // Equal estimates are nearly always the same loops in an order that does not matter.
  if (i > 0 && list[i - 1]!.value === value) return;
  list.splice(i, 0, { value, genome: cloneGenome(genome) });
  if (list.length > most) list.pop();
}

/** Counts the finalists (and the front) of a search by estimates exactly; the best of them is the run's. */
export function settleFinalists(run: SearchRun): void {
  const { finalists, front } = run;
  if (finalists === undefined) return;
  run.finalists = undefined;
  run.bestCost = Number.POSITIVE_INFINITY;
  const points = front?.splice(0) ?? [];
  for (const { genome } of [...finalists, ...points]) {
    run.evaluated -= 1;
    run.left += 1;
    evaluate(run, genome);
  }
}

/** A blank genome of the run's space. */
export const blank = (run: SearchRun): Genome => outermostGenome(run.space);
