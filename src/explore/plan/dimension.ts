import type { PathStep } from './path.ts';
import type { Label } from './valueLabel.ts';

/** One independent choice of a sweep: a column or, where paths are zipped, several that move together. */
export interface Dimension {
  /** Column names of the results: axis paths as written. */
  readonly columns: readonly string[];
  readonly size: number;
  /** [value][column] as shown. */
  readonly labels: readonly (readonly Label[])[];
  /** [value][column] as applied. */
  readonly values: readonly (readonly unknown[])[];
  readonly paths: readonly (readonly PathStep[])[];
  /** All values are numbers: samplers may treat neighbours as near. */
  readonly ordered: boolean;
}
