import type { TileShape } from './densityModel.ts';
import type { FormatUnits } from './formatOccupancy.ts';
import type { BoundRanks } from './rankBinding.ts';
import type { PlannedFormat } from './sparsePlan.ts';

/** Counts of one kind of access by what became of them. */
export interface Outcome {
  actual: number;
  gated: number;
  skipped: number;
}

/** Metadata accesses of one kind, per rank and unit as in `FormatUnits`. */
export interface FormatOutcome {
  actual: FormatUnits;
  gated: FormatUnits;
  skipped: FormatUnits;
}

/** One kept tensor at one level, from dense counts to sparse outcomes. Counts per instance. */
export interface SparseCell {
  readonly level: number;
  readonly tensor: number;
  readonly tile: TileShape;
  /** Next inner and next outer level that keep the tensor, or −1. */
  child: number;
  readonly parent: number;
  readonly format: PlannedFormat | undefined;
  bound: BoundRanks;
  /** Expected non-zeros of the tile, and per word; given that it is not empty where the parent leaves out empty tiles. */
  expected: number;
  density: number;
  /** Expected units of metadata of the tile. */
  units: FormatUnits;
  readonly denseReads: number;
  readonly denseFills: number;
  readonly denseUpdates: number;
  readonly reads: Outcome;
  readonly fills: Outcome;
  readonly updates: Outcome;
  formatReads: FormatOutcome;
  formatFills: FormatOutcome;
  formatUpdates: FormatOutcome;
  temporalReductions: number;
  /** Instances in use on average, and what must be there. */
  averageInstances: number;
  usedX: number;
  usedY: number;
}
