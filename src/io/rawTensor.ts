/** A tensor as a file holds it. */
export interface RawTensor {
  readonly shape: readonly number[];
  /** Row-major, or column-major where `fortran`. */
  readonly values: Float32Array;
  readonly fortran: boolean;
}
