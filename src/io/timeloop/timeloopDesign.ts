import type { Einsum } from '../../mapping/nest/einsum.ts';
import type { NestArchitecture } from '../../mapping/nest/nestArchitecture.ts';
import type { NestMapping } from '../../mapping/nest/nestMapping.ts';

/** What a set of Timeloop files says, in the terms of the loop-nest analysis. */
export interface TimeloopDesign {
  readonly einsum: Einsum;
  readonly architecture: NestArchitecture;
  /** Empty where no mapping is given. */
  readonly mapping: NestMapping;
  /** Tensor → density, where the problem gives one number. */
  readonly densities: Readonly<Record<string, number>>;
  /** Levels that are off chip. */
  readonly offChip: ReadonlySet<string>;
  /** Levels and units whose energies an ERT states. */
  readonly stated: ReadonlySet<string>;
  /** What was passed over, one sentence each. */
  readonly notes: readonly string[];
}
