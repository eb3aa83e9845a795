/** Where the cycles of the elements go, in the order of `spent`. */
export const innerReasons = {
  compute: 'an element compares indices, or multiplies a match',
  buffer: 'elements wait for the last-level buffer',
  load: 'elements wait while columns of b are loaded',
  operands: 'elements wait for their row of a',
  write_back: 'outputs leave for memory',
  imbalance: 'elements wait for the last one of a tile',
} as const;

export const innerReasonNames: readonly string[] = Object.keys(innerReasons);

export const inCompute = 0;
export const inBuffer = 1;
export const inLoad = 2;
export const inOperands = 3;
export const inWriteBack = 4;
export const inImbalance = 5;

/** What a run did: the rest follows from the problem. */
export interface InnerCounts {
  readonly cycles: number;
  /** Element-cycles by reason; they sum to elements × cycles. */
  readonly spent: Float64Array;
}
