import type { NestProblem } from '../nestProblem.ts';
import type { TileShape } from './densityModel.ts';
import type { Expectation } from './expectation.ts';
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
  readonly actual: FormatUnits;
  readonly gated: FormatUnits;
  readonly skipped: FormatUnits;
}

/** One kept tensor at one level, from dense counts to sparse outcomes. Counts per instance. */
export interface SparseCell {
  readonly level: number;
  readonly tensor: number;
  tile: TileShape;
  /** Next inner and next outer level that keep the tensor, or −1. */
  child: number;
  parent: number;
  format: PlannedFormat | undefined;
  bound: BoundRanks;
  /** Expected non-zeros of the tile, and per word; given that it is not empty where the parent leaves out empty tiles. */
  expected: number;
  density: number;
  /** What is known of such tiles. */
  expectation: Expectation | undefined;
  /** Expected units of metadata of the tile. */
  units: FormatUnits;
  denseReads: number;
  denseFills: number;
  denseUpdates: number;
  readonly reads: Outcome;
  readonly fills: Outcome;
  readonly updates: Outcome;
  readonly formatReads: FormatOutcome;
  readonly formatFills: FormatOutcome;
  readonly formatUpdates: FormatOutcome;
  temporalReductions: number;
  /** Instances in use on average, and what must be there. */
  averageInstances: number;
  usedX: number;
  usedY: number;
}

const NO_TILE: TileShape = { words: 1, lengths: [] };
/** No rank at all. */
export const NO_RANKS: BoundRanks = { fibers: [], tiles: [], missing: 0 };

const outcome = (): Outcome => ({ actual: 0, gated: 0, skipped: 0 });
const formatOutcome = (): FormatOutcome => ({ actual: [], gated: [], skipped: [] });

/** Blank cells of a problem (index `level × tensors + tensor`), filled anew for every nest. */
export const createCells = (problem: NestProblem): SparseCell[] =>
  Array.from(
    { length: problem.levelCount * problem.tensors.length },
    (_, i): SparseCell => ({
      level: Math.floor(i / problem.tensors.length),
      tensor: i % problem.tensors.length,
      tile: NO_TILE,
      child: -1,
      parent: -1,
      format: undefined,
      bound: NO_RANKS,
      expected: 0,
      density: 1,
      expectation: undefined,
      units: [],
      denseReads: 0,
      denseFills: 0,
      denseUpdates: 0,
      reads: outcome(),
      fills: outcome(),
      updates: outcome(),
      formatReads: formatOutcome(),
      formatFills: formatOutcome(),
      formatUpdates: formatOutcome(),
      temporalReductions: 0,
      averageInstances: 0,
      usedX: 1,
      usedY: 1,
    }),
  );
