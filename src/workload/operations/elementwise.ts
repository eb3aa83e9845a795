import type { Operands } from '../operand.ts';
import type { Gemm } from './gemm.ts';

/** A bandwidth-bound operation over `elements` values: activation, normalisation, softmax, residual add. */
export interface Elementwise {
  readonly kind: 'elementwise';
  readonly function: string;
  readonly elements: number;
  /** Reads and writes per element, e.g. residual add: 2 and 1. */
  readonly reads_per_element: number;
  readonly writes_per_element: number;
  /** Rows that are reduced to a value before they can be written (softmax, norms; 1: a sum of all); absent: none. */
  readonly rows?: number | undefined;
  readonly operands: Operands;
  /** The product whose output it works on, element by element or row by row: hardware may fuse the two. */
  readonly producer?: Gemm;
}
