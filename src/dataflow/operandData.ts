/** Values for the functional mode: dense row-major matrices, zeros where the pattern has none. */
export interface OperandData {
  /** batch × M × K */
  readonly a: Float64Array;
  /** batch × K × N (K × N for each group of a convolution) */
  readonly b: Float64Array;
}
