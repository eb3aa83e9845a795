import type { SearchRun } from './searchRun.ts';

/** One way to search a map space of loop nests. Deterministic in (space, seed, evaluations). One file each. */
export interface NestSearch {
  readonly name: string;
  readonly description: string;
  /** Evaluates genomes until the run's budget is spent or nothing is left to try; says why it stopped. */
  run(run: SearchRun): string;
}

export const defineNestSearch = (search: NestSearch): NestSearch => search;
