/** One floor under a layer's cycles. */
export interface BoundTerm {
  readonly name: string;
  readonly cycles: number;
  /** With the numbers filled in. */
  readonly formula: string;
  /** The bandwidth behind the term where it is a memory's, named as its traffic is: a roof of the roofline. */
  readonly roof?: { readonly memory: string; readonly bytes_per_cycle: number };
}

/** A lower bound on cycles, as a maximum of named terms, so that `explain` can say what limits a layer. */
export interface Bound {
  /** max over terms. */
  readonly cycles: number;
  readonly terms: readonly BoundTerm[];
}
