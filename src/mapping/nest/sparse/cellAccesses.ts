import { clusterShare } from '../denseCost.ts';
import type { NestProblem } from '../nestProblem.ts';
import { formatBits } from './formatOccupancy.ts';
import type { FormatOutcome, Outcome, SparseCell } from './sparseCell.ts';
import type { SparsePlan } from './sparsePlan.ts';
import { rowRatio } from './vectorAccess.ts';

/** Row accesses by kind; compressed and decompressed words. Means, so not always whole. */
export interface CellAccesses {
  readonly read: number;
  readonly write: number;
  readonly gated_read: number;
  readonly gated_write: number;
  readonly skipped_read: number;
  readonly skipped_write: number;
  readonly metadata_read: number;
  readonly metadata_write: number;
  readonly gated_metadata_read: number;
  readonly gated_metadata_write: number;
  readonly skipped_metadata_read: number;
  readonly skipped_metadata_write: number;
  readonly decompress: number;
  readonly compress: number;
}

/** What `cellEnergy` charges for, over all instances in use, with the energies taken out. */
export function cellAccesses(
  problem: NestProblem,
  plan: SparsePlan,
  cells: readonly (SparseCell | undefined)[],
  cell: SparseCell,
): CellAccesses {
  const level = problem.architecture.levels[cell.level]!;
  const perRow = level.wordsPerAccess;
  const used = cell.usedX * cell.usedY;
  const instances = level.instances.x * level.instances.y;
  const copies = cell.averageInstances * clusterShare(used, instances, level.clusterSize);
  const compressed = cell.format?.compressed === true;
  const ratio = compressed ? rowRatio(plan.densities[cell.tensor]!, cell.tile, cell.density, perRow) : 1;
  const rows = (kind: keyof Outcome, ...of: readonly Outcome[]): number =>
    copies * ratio * of.reduce((sum, outcome) => sum + Math.ceil(outcome[kind] / perRow), 0);
  const width = level.metadata?.widthBits ?? 0;
  const ranks = cell.format?.ranks ?? [];
  const metadata = (kind: keyof FormatOutcome, ...of: readonly FormatOutcome[]): number =>
    width === 0 || ranks.length === 0
      ? 0
      : copies * of.reduce((sum, outcome) => sum + Math.ceil(formatBits(ranks, outcome[kind]) / width), 0);
  const parent = cell.parent < 0 ? undefined : cells[cell.parent * problem.tensors.length + cell.tensor];
  const recodes = !compressed && parent?.format?.compressed === true;
  const { reads, fills, updates, formatReads, formatFills, formatUpdates } = cell;
  return {
    read: rows('actual', reads),
    write: rows('actual', fills, updates),
    gated_read: rows('gated', reads),
    gated_write: rows('gated', fills, updates),
    skipped_read: rows('skipped', reads),
    skipped_write: rows('skipped', fills, updates),
    metadata_read: metadata('actual', formatReads),
    metadata_write: metadata('actual', formatFills, formatUpdates),
    gated_metadata_read: metadata('gated', formatReads),
    gated_metadata_write: metadata('gated', formatFills, formatUpdates),
    skipped_metadata_read: metadata('skipped', formatReads),
    skipped_metadata_write: metadata('skipped', formatFills, formatUpdates),
    decompress: recodes ? copies * fills.actual : 0,
    compress: recodes && problem.tensors[cell.tensor]!.isOutput ? copies * parent.updates.actual : 0,
  };
}
