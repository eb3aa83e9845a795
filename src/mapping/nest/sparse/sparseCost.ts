import { clusterShare, slowdownOf } from '../denseCost.ts';
import type { StorageEnergy } from '../nestArchitecture.ts';
import type { NestProblem } from '../nestProblem.ts';
import { formatBits } from './formatOccupancy.ts';
import type { FormatOutcome, Outcome, SparseCell } from './sparseCell.ts';
import type { SparsePlan } from './sparsePlan.ts';
import { rowRatio } from './vectorAccess.ts';

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
  const data = (o: Outcome, full: number, gated: number, skipped: number): number =>
    (Math.ceil(o.actual / perRow) * full +
      Math.ceil(o.gated / perRow) * gated +
      Math.ceil(o.skipped / perRow) * skipped) *
    ratio;
  const gatedRead = e.gatedRead ?? e.read;
  const gatedWrite = e.gatedWrite ?? e.write;
  const skippedRead = e.skippedRead ?? gatedRead;
  const skippedWrite = e.skippedWrite ?? gatedWrite;
  let energy =
    data(cell.reads, e.read, gatedRead, skippedRead) +
    data(cell.fills, e.write, gatedWrite, skippedWrite) +
    data(cell.updates, e.write, gatedWrite, skippedWrite);
  const width = level.metadata?.widthBits ?? 0;
  if (cell.format !== undefined && width > 0) {
    const { ranks } = cell.format;
    const metadata = (o: FormatOutcome, full: number, gated: number, skipped: number): number =>
      Math.ceil(formatBits(ranks, o.actual) / width) * full +
      Math.ceil(formatBits(ranks, o.gated) / width) * gated +
      Math.ceil(formatBits(ranks, o.skipped) / width) * skipped;
    const read = e.metadataRead ?? 0;
    const write = e.metadataWrite ?? 0;
    const gatedR = e.gatedMetadataRead ?? read;
    const gatedW = e.gatedMetadataWrite ?? write;
    energy +=
      metadata(cell.formatReads, read, gatedR, e.skippedMetadataRead ?? read) +
      metadata(cell.formatFills, write, gatedW, e.skippedMetadataWrite ?? write) +
      metadata(cell.formatUpdates, write, gatedW, e.skippedMetadataWrite ?? write);
  }
  const parent = cell.parent < 0 ? undefined : cells[cell.parent * problem.tensors.length + cell.tensor];
  if (cell.format?.compressed !== true && parent?.format?.compressed === true) {
    energy += cell.fills.actual * (e.decompress ?? 0);
    if (problem.tensors[cell.tensor]!.isOutput) energy += parent.updates.actual * (e.compress ?? 0);
  }
  const used = cell.usedX * cell.usedY;
  return energy * clusterShare(used, level.instances.x * level.instances.y, level.clusterSize);
}

/** Words per cycle that a cell asks of its level: actual and gated accesses, with their metadata in whole words. */
export function cellDemand(
  problem: NestProblem,
  cell: SparseCell,
): { readonly read: number; readonly write: number } {
  const { ranks } = cell.format ?? { ranks: [] };
  const bits = (o: FormatOutcome): number => formatBits(ranks, o.actual) + formatBits(ranks, o.gated);
  const word = problem.architecture.levels[cell.level]!.wordBits;
  return {
    read: cell.reads.actual + cell.reads.gated + Math.floor(bits(cell.formatReads) / word),
    write:
      cell.fills.actual +
      cell.fills.gated +
      cell.updates.actual +
      cell.updates.gated +
      Math.floor((bits(cell.formatFills) + bits(cell.formatUpdates)) / word),
  };
}

/** Slowdown of each level by its bandwidths, given the compute's cycles. */
export function levelSlowdowns(
  problem: NestProblem,
  cells: readonly (SparseCell | undefined)[],
  computeCycles: number,
): number[] {
  const T = problem.tensors.length;
  return problem.architecture.levels.map((level, l) => {
    let read = 0;
    let write = 0;
    for (let t = 0; t < T; t++) {
      const cell = cells[l * T + t];
      if (cell === undefined) continue;
      const demand = cellDemand(problem, cell);
      read += demand.read / computeCycles;
      write += demand.write / computeCycles;
    }
    return slowdownOf(level, read, write);
  });
}
