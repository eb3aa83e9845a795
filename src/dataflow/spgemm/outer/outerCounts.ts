/** Where the cycles of the elements go, in the order of `spent`. */
export const outerReasons = {
  compute: 'an element multiplies',
  operands: 'elements wait for blocks of a and b',
  partials: 'elements wait while lists of partial products are written or read',
  merge: 'an element merges lists',
  write_back: 'outputs leave for memory',
  imbalance: 'elements wait for the last one of a phase',
} as const;

export const outerReasonNames: readonly string[] = Object.keys(outerReasons);

export const inCompute = 0;
export const inOperands = 1;
export const inPartials = 2;
export const inMerge = 3;
export const inWriteBack = 4;
export const inImbalance = 5;

/** What a run did. */
export interface OuterCounts {
  readonly cycles: number;
  /** Element-cycles by reason; they sum to elements × cycles. */
  readonly spent: Float64Array;
  /** Cycles of the multiply phase. */
  readonly multiplied: number;
  /** Elements of a and b read, and pointers. */
  readonly readA: number;
  readonly readB: number;
  readonly pointers: number;
  /** Elements of partial lists written and read, and lists. */
  readonly partialsWritten: number;
  readonly partialsRead: number;
  readonly listsWritten: number;
  readonly listsRead: number;
  /** Cycles that elements merged. */
  readonly merging: number;
}
