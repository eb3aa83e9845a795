/** Where the mergers' cycles go, in the order of `spent`. */
export const mergeReasons = {
  compute: 'a merger passes elements on',
  cache: 'mergers wait while lines are asked of the cache, one a cycle, or for its banks',
  dram: 'mergers wait for memory',
  dependency: 'mergers wait for partial rows of others',
  imbalance: 'no work is left, others still merge',
  write_back: 'outputs leave for memory',
} as const;

export const mergeReasonNames: readonly string[] = Object.keys(mergeReasons);

export const inMerge = 0;
export const inCache = 1;
export const inMemory = 2;
export const inDependency = 3;
export const inIdle = 4;
export const inLeaving = 5;

/** What a run did. */
export interface MergeCounts {
  readonly cycles: number;
  /** Element-cycles by reason; they sum to elements × cycles. */
  readonly spent: Float64Array;
  /** Elements through mergers: products, and elements of partial rows again. */
  readonly merged: number;
  readonly outputs: number;
  /** Elements of partial rows. */
  readonly partials: number;
  /** Lines asked for, and of these read from memory: of b, and of partial rows that had to leave. */
  readonly lines: number;
  readonly missesB: number;
  readonly missesPartial: number;
  /** Lines of partial rows written into the cache, and of these to memory. */
  readonly placed: number;
  readonly evicted: number;
  readonly tasks: number;
}
