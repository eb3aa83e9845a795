/** Values for the functional mode: dense row-major matrices (tensors of an einsum), zeros where the pattern has none. */
export interface OperandData {
  /** batch × M × K */
  readonly a: Float64Array;
  /** batch × K × N (K × N for each group of a convolution) */
  readonly b: Float64Array;
  /** Third input of an einsum. */
  readonly c?: Float64Array;
}
