/** A lower bound on cycles, as a maximum of named terms, so that `explain` can say what limits a layer. */
export interface Bound {
  /** max over terms. */
  readonly cycles: number;
  /** Term → its cycles and the formula with the numbers filled in. */
  readonly terms: readonly { readonly name: string; readonly cycles: number; readonly formula: string }[];
}
