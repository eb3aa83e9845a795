import { clusterShare, slowdownOf } from '../denseCost.ts';
import type { StorageEnergy } from '../nestArchitecture.ts';
import type { NestProblem } from '../nestProblem.ts';
import { formatBits } from './formatOccupancy.ts';
import type { FormatOutcome, Outcome, SparseCell } from './sparseCell.ts';
import type { PlannedRank, SparsePlan } from './sparsePlan.ts';
import { rowRatio } from './vectorAccess.ts';

const rowsEnergy = (o: Outcome, perRow: number, full: number, gated: number, skipped: number): number =>
  Math.ceil(o.actual / perRow) * full +
  Math.ceil(o.gated / perRow) * gated +
  Math.ceil(o.skipped / perRow) * skipped;

const metadataEnergy = (
  ranks: readonly PlannedRank[],
  o: FormatOutcome,
  width: number,
  full: number,
  gated: number,
  skipped: number,
): number =>
  Math.ceil(formatBits(ranks, o.actual) / width) * full +
  Math.ceil(formatBits(ranks, o.gated) / width) * gated +
  Math.ceil(formatBits(ranks, o.skipped) / width) * skipped;

/** Energy of one instance for one sparse cell. A missing gated energy is the full one; a missing skipped one is the gated one for data, the full one for metadata. */
export function cellEnergy(
  problem: NestProblem,
  plan: SparsePlan,
  cells: readonly (SparseCell | undefined)[],
  cell: SparseCell,
): number {
  const level = problem.architecture.levels[cell.level]!;
  const e: StorageEnergy = level.energyPj;
  const perRow = level.wordsPerAccess;
  const ratio =
    cell.format?.compressed === true
      ? rowRatio(plan.densities[cell.tensor]!, cell.tile, cell.density, perRow)
      : 1;
  const gatedRead = e.gatedRead ?? e.read;
  const gatedWrite = e.gatedWrite ?? e.write;
  const skippedRead = e.skippedRead ?? gatedRead;
  const skippedWrite = e.skippedWrite ?? gatedWrite;
  let energy =
    rowsEnergy(cell.reads, perRow, e.read, gatedRead, skippedRead) * ratio +
    rowsEnergy(cell.fills, perRow, e.write, gatedWrite, skippedWrite) * ratio +
    rowsEnergy(cell.updates, perRow, e.write, gatedWrite, skippedWrite) * ratio;
  const width = level.metadata?.widthBits ?? 0;
  if (cell.format !== undefined && width > 0) {
    const { ranks } = cell.format;
    const read = e.metadataRead ?? 0;
    const write = e.metadataWrite ?? 0;
    const gatedR = e.gatedMetadataRead ?? read;
    const gatedW = e.gatedMetadataWrite ?? write;
    const skippedW = e.skippedMetadataWrite ?? write;
    energy +=
      metadataEnergy(ranks, cell.formatReads, width, read, gatedR, e.skippedMetadataRead ?? read) +
      metadataEnergy(ranks, cell.formatFills, width, write, gatedW, skippedW) +
      metadataEnergy(ranks, cell.formatUpdates, width, write, gatedW, skippedW);
  }
  const parent = cell.parent < 0 ? undefined : cells[cell.parent * problem.tensors.length + cell.tensor];
  if (cell.format?.compressed !== true && parent?.format?.compressed === true) {
    energy += cell.fills.actual * (e.decompress ?? 0);
    if (problem.tensors[cell.tensor]!.isOutput) energy += parent.updates.actual * (e.compress ?? 0);
  }
  const used = cell.usedX * cell.usedY;
  return energy * clusterShare(used, level.instances.x * level.instances.y, level.clusterSize);
}

/** Bits of metadata that take part in the demand: actual and gated ones. */
const demandedBits = (ranks: readonly PlannedRank[], o: FormatOutcome): number =>
  formatBits(ranks, o.actual) + formatBits(ranks, o.gated);

/** Slowdown of each level by its bandwidths, given the compute's cycles: demands are actual and gated accesses, with their metadata in whole words. */
export function levelSlowdowns(
  problem: NestProblem,
  cells: readonly (SparseCell | undefined)[],
  computeCycles: number,
): number[] {
  const T = problem.tensors.length;
  const { levels } = problem.architecture;
  const slowdowns: number[] = [];
  for (let l = 0; l < levels.length; l++) {
    const level = levels[l]!;
    let read = 0;
    let write = 0;
    for (let t = 0; t < T; t++) {
      const cell = cells[l * T + t];
      if (cell === undefined) continue;
      const { reads, fills, updates } = cell;
      let readMetadata = 0;
      let writtenMetadata = 0;
      if (cell.format !== undefined) {
        const { ranks } = cell.format;
        readMetadata = Math.floor(demandedBits(ranks, cell.formatReads) / level.wordBits);
        writtenMetadata = Math.floor(
          (demandedBits(ranks, cell.formatFills) + demandedBits(ranks, cell.formatUpdates)) / level.wordBits,
        );
      }
      read += (reads.actual + reads.gated + readMetadata) / computeCycles;
      write +=
        (fills.actual + fills.gated + updates.actual + updates.gated + writtenMetadata) / computeCycles;
    }
    slowdowns.push(slowdownOf(level, read, write));
  }
  return slowdowns;
}
