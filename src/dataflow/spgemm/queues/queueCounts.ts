/** Where the cycles of the elements go, in the order of `spent`. */
export const queueReasons = {
  compute: 'an element multiplies and sorts products into a queue',
  operands: 'elements wait for rows of b',
  output: 'elements wait for the other set of queues to be merged and written',
  imbalance: 'elements wait for the last one',
} as const;

export const queueReasonNames: readonly string[] = Object.keys(queueReasons);

export const inCompute = 0;
export const inOperands = 1;
export const inOutput = 2;
export const inImbalance = 3;

/** What a run did: the rest follows from the plan. */
export interface QueueCounts {
  readonly cycles: number;
  /** Element-cycles by reason; they sum to elements × cycles. */
  readonly spent: Float64Array;
}
