/** The space that a sampler draws from: a grid whose dimension d has `radices[d]` values. */
export interface SearchSpace {
  readonly radices: readonly number[];
  /** ordered[d]: neighbouring values of the dimension are alike. */
  readonly ordered: readonly boolean[];
  /** Product of the radices. */
  readonly size: number;
  index(coordinates: readonly number[]): number;
  coordinates(index: number): number[];
}

export interface SamplerOptions {
  /** Budget in distinct points; the whole space when larger. */
  readonly evaluations: number;
  readonly seed: number;
  readonly objectives: number;
}

/** What became of a point that was asked for. */
export interface Told {
  readonly index: number;
  /** Smaller is better; null when the point failed or has no legal mapping. */
  readonly scores: readonly number[] | null;
  /** Sum of relative constraint violations; 0 when all are kept. */
  readonly violation: number;
  /** Points compete only within a group. */
  readonly group: number;
}

/** One search under way. Answers depend on the options and on what was told, in the order asked: never on time. */
export interface SamplerRun {
  /** The next points, distinct from all before; empty when the search is over. */
  ask(): readonly number[];
  /** Results of the last `ask`, in its order. Called only when the sampler is adaptive. */
  tell(results: readonly Told[]): void;
  /** Why it ended, for people: `all 320 points`. */
  stopped(): string;
}

/** How points of a space are chosen. One file per sampler. */
export interface Sampler {
  readonly name: string;
  readonly description: string;
  /** Whether the next `ask` needs the results of the last. */
  readonly adaptive: boolean;
  start(space: SearchSpace, options: SamplerOptions): SamplerRun;
}

export type AnySampler = Sampler;

export function defineSampler(sampler: Sampler): Sampler {
  return sampler;
}
