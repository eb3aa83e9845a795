import { DiagnosticError } from '../../../core/diagnostic.ts';
import { randomStream } from '../../../core/random.ts';
import { createLoopNest } from '../loopNest.ts';
import type { NestMapping } from '../nestMapping.ts';
import type { NestProblem } from '../nestProblem.ts';
import { analyseSparse, createSparseWorkspace } from '../sparse/analyseSparse.ts';
import type { DensitySpec } from '../sparse/densitySpec.ts';
import { sparseProblems } from '../sparse/sparseLegality.ts';
import { planSparse, type SparsePlan } from '../sparse/sparsePlan.ts';
import type { SparseSpec } from '../sparse/sparseSpec.ts';
import { cloneGenome, copyGenome, encodeGenome, type Genome, genomeMapping } from './genome.ts';
import { freeDims, mutate } from './genomeMoves.ts';
import type { NestConstraints } from './nestConstraints.ts';
import { buildNestSpace } from './nestSpace.ts';
import { portfolio } from './portfolio.ts';
import { type SearchOptions, startRun } from './searchRun.ts';
import {
  buildStrategySpace,
  copyStrategy,
  mutateStrategy,
  type SparseChoices,
  type SparseStrategy,
  strategyKey,
  strategySpec,
  uniformStrategy,
} from './sparseStrategy.ts';
import { whyNothing } from './whyNothing.ts';

/** What the joint search found. */
export interface FoundSparse {
  readonly mapping: NestMapping;
  readonly sparse: SparseSpec;
  readonly cost: number;
  /** Best cost with one format for all tensors and levels and one kind of action, and which that was. */
  readonly fixedCost: number;
  readonly fixedFormat: string;
  readonly evaluated: number;
  readonly spaceSize: number;
}

interface Candidate {
  readonly genome: Genome;
  readonly strategy: SparseStrategy;
  cost: number;
}

const SLACK = [0.1, 0.05, 0.02, 0.01, 0.005, 0];

/**
 * Searches formats, actions and mapping together. A dense portfolio gives the first mapping; every single-format
 * strategy then improves it on its own (their best is `fixedCost`); from the best of them strategy and mapping change
 * together under a falling acceptance threshold. Never worse than the best fixed format, as it starts there.
 */
export function searchSparse(
  problem: NestProblem,
  densities: Readonly<Record<string, DensitySpec>>,
  choices: SparseChoices,
  constraints: NestConstraints,
  options: SearchOptions,
): FoundSparse {
  const space = buildNestSpace(problem, constraints);
  const strategies = buildStrategySpace(problem, densities, choices);
  const dense = startRun(space, { ...options, evaluations: Math.floor(options.evaluations / 3) });
  portfolio.run(dense);
  if (dense.best === undefined) throw new DiagnosticError(whyNothing(dense));
  const random = randomStream(options.seed, 'sparse nest search');
  const free = freeDims(space);
  const base = planSparse(problem, densities, { formats: [], actions: [], compute: choices.compute });
  const compiled = new Map<string, SparsePlan>();
  const work = createSparseWorkspace(problem);
  const nest = createLoopNest(problem);
  let evaluated = dense.evaluated;
  let left = options.evaluations - dense.evaluated;
  const costOf = (genome: Genome, strategy: SparseStrategy, below: number): number => {
    evaluated += 1;
    left -= 1;
    if ((evaluated & 63) === 0 && options.stop?.() === true) left = 0;
    const key = `${strategyKey(strategy)} ${genome.keep.join()}`;
    let plan = compiled.get(key);
    if (plan === undefined) {
      plan = {
        ...planSparse(problem, {}, strategySpec(strategies, strategy, genome.keep)),
        densities: base.densities,
      };
      compiled.set(key, plan);
    }
    encodeGenome(space, genome, nest);
    const result = analyseSparse(problem, plan, nest, work);
    const cost =
      options.objective === 'cycles'
        ? result.cycles
        : options.objective === 'energy'
          ? result.energyPj
          : result.energyPj * result.cycles;
    // Capacities are asked only of mappings that would be taken.
    if (!(cost < below) || sparseProblems(problem, plan, nest, result.cells).length > 0)
      return Number.POSITIVE_INFINITY;
    return cost;
  };
  const improve = (from: Candidate, budget: number, joint: boolean, slack: number): Candidate => {
    const best: Candidate = {
      genome: cloneGenome(from.genome),
      strategy: clone(from.strategy),
      cost: from.cost,
    };
    const now: Candidate = {
      genome: cloneGenome(from.genome),
      strategy: clone(from.strategy),
      cost: from.cost,
    };
    const trial: Candidate = { genome: cloneGenome(from.genome), strategy: clone(from.strategy), cost: 0 };
    for (let i = 0; i < budget && left > 0; i++) {
      copyGenome(now.genome, trial.genome);
      copyStrategy(now.strategy, trial.strategy);
      const change = random.below(8);
      if (joint && change < 3) mutateStrategy(strategies, trial.strategy, random);
      if ((!joint || change !== 0) && free.length > 0) mutate(space, trial.genome, random, free);
      const cost = costOf(trial.genome, trial.strategy, now.cost * (1 + slack));
      if (cost === Number.POSITIVE_INFINITY) continue;
      copyGenome(trial.genome, now.genome);
      copyStrategy(trial.strategy, now.strategy);
      now.cost = cost;
      if (cost >= best.cost) continue;
      copyGenome(now.genome, best.genome);
      copyStrategy(now.strategy, best.strategy);
      best.cost = cost;
      options.improved?.(cost, evaluated);
    }
    return best;
  };
  const kinds = Math.max(0, ...choices.actions.map((a) => a.kinds.length));
  const fixed: { candidate: Candidate; name: string }[] = [];
  const share = Math.floor(left / 2 / ((choices.formats.length + 1) * (kinds + 1)));
  for (let format = -1; format < choices.formats.length; format++)
    for (let kind = -1; kind < kinds; kind++) {
      const strategy = uniformStrategy(strategies, format, kind);
      const cost = costOf(dense.best, strategy, Number.POSITIVE_INFINITY);
      if (cost === Number.POSITIVE_INFINITY) continue;
      const candidate = improve({ genome: dense.best, strategy, cost }, share, false, 0.01);
      const name = `${choices.formats[format]?.format ?? 'uncompressed'}, ${choices.actions[0]?.kinds[kind] ?? 'no action'}`;
      fixed.push({ candidate, name });
    }
  if (fixed.length === 0)
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-312',
        severity: 'error',
        message: 'the metadata of no format fits beside the best dense mapping',
        hint: 'raise the depth of the metadata stores, or allow a smaller format',
      },
    ]);
  const start = fixed.reduce((a, b) => (b.candidate.cost < a.candidate.cost ? b : a));
  let best = start.candidate;
  const budget = Math.floor(left / SLACK.length);
  for (const slack of SLACK) {
    const found = improve(best, budget, true, slack);
    if (found.cost < best.cost) best = found;
  }
  return {
    mapping: genomeMapping(space, best.genome),
    sparse: strategySpec(strategies, best.strategy, best.genome.keep),
    cost: best.cost,
    fixedCost: start.candidate.cost,
    fixedFormat: start.name,
    evaluated,
    spaceSize: space.size * strategies.size,
  };
}

function clone(s: SparseStrategy): SparseStrategy {
  return { format: s.format.slice(), depth: s.depth.slice(), action: s.action.slice() };
}
