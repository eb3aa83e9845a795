/** What ran when while an operation was executed: for people who look, not for results. */
export interface Timeline {
  /** Parts of the hardware that work one thing at a time. */
  readonly tracks: readonly string[];
  /** One entry a piece of work: index of its track, start and duration in cycles (fractions of one allowed). */
  readonly track: Uint8Array;
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** Cycle in which the last piece ends. */
  readonly end: number;
}
