/** Where the threads' cycles go, in the order of `spent`. */
export const threadReasons = {
  compute: 'a thread issues instructions of the product',
  issue: 'threads wait for their core',
  dram: 'threads wait for operands from memory',
  token: 'threads fetch their next token',
  atomic: 'the bank works on an atomic addition',
  bank: 'threads wait for a bank that others use',
  collision: 'probing slots that another output holds',
  imbalance: 'threads wait for the last one of a window',
  write_back: 'outputs leave for memory',
  dma: 'threads wait for one of the transfers that the DMA engine has under way to end',
} as const;

export const threadReasonNames: readonly string[] = Object.keys(threadReasons);

export const inCompute = 0;
export const inIssue = 1;
export const inDram = 2;
export const inToken = 3;
export const inAtomic = 4;
export const inBank = 5;
export const inCollision = 6;
export const inImbalance = 7;
export const inWriteBack = 8;
export const inDma = 9;
export const threadReasonCount = 10;

/** What a run did. */
export interface ThreadCounts {
  readonly cycles: number;
  /** Thread-cycles by reason; they sum to threads × cycles. */
  readonly spent: Float64Array;
  /** Instructions issued. */
  readonly issued: number;
  /** Slots looked at, the one that fits included. */
  readonly probes: number;
  readonly collisions: number;
  /** Outputs placed into the accumulator. */
  readonly outputs: number;
  /** Slots looked at when the table is emptied. */
  readonly scanned: number;
  readonly windows: number;
  /** Tokens handed out, empty answers included. */
  readonly tokens: number;
  /** Elements of a and of b and pointers read, in items. */
  readonly readA: number;
  readonly readB: number;
  readonly readPointersA: number;
  readonly readPointersB: number;
}
