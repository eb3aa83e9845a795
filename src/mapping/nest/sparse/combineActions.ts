import type { NestProblem } from '../nestProblem.ts';
import { type ActionTable, GATE, NO_ACTION, SKIP, SPATIAL_SKIP } from './actionTable.ts';
import type { FormatUnits } from './formatOccupancy.ts';
import { leftOut } from './leftOut.ts';
import type { SparseCell } from './sparseCell.ts';

/** What the storage actions leave of the computes, and the shares that the compute must know. */
export interface RemainingComputes {
  computes: number;
  /** Per tensor: its innermost level leaves out this share (−1: none does). */
  readonly leftOut: Float64Array;
}

function move(from: FormatUnits, to: FormatUnits, ranks: number, share: number): void {
  for (let i = 0; i < 2 * ranks && i < from.length; i++) {
    const moved = leftOut(from[i]!, share);
    from[i]! -= moved;
    to[i]! += moved;
  }
}

/** Moves a share of a cell's reads and updates, and of the metadata it would send, to gated or skipped. */
function leaveOutHere(
  problem: NestProblem,
  cells: readonly (SparseCell | undefined)[],
  cell: SparseCell,
  kind: 'gated' | 'skipped',
  share: number,
): void {
  const isOutput = problem.tensors[cell.tensor]!.isOutput;
  const reads = isOutput ? Math.ceil(cell.reads.actual * share) : leftOut(cell.reads.actual, share);
  cell.reads[kind] += reads;
  cell.reads.actual -= reads;
  const updates = leftOut(cell.updates.actual, share);
  cell.updates[kind] += updates;
  cell.updates.actual -= updates;
  const child = cell.child < 0 ? cell : cells[cell.child * problem.tensors.length + cell.tensor]!;
  const ranks = child.format?.ranks.length ?? 0;
  move(cell.formatReads.actual, cell.formatReads[kind], ranks, share);
  move(cell.formatUpdates.actual, cell.formatUpdates[kind], ranks, share);
  if (isOutput && cell.denseUpdates > 0)
    cell.temporalReductions = Math.ceil((cell.temporalReductions * cell.updates.actual) / cell.denseUpdates);
}

/** A level below one that leaves out a share never sees it: its accesses shrink, and are not counted as left out. */
function shrink(cell: SparseCell, share: number, parentRanks: number, peerRules: boolean): void {
  cell.fills.actual -= leftOut(cell.fills.actual, share);
  cell.reads.actual -= leftOut(cell.reads.actual, share);
  cell.updates.actual -= leftOut(cell.updates.actual, share);
  if (cell.format === undefined) return;
  // Sparseloop shrinks metadata only below a level with a single rank.
  if (peerRules && parentRanks !== 1) return;
  shrinkUnits(cell.formatFills.actual, share, peerRules);
  shrinkUnits(cell.formatReads.actual, share, peerRules);
  shrinkUnits(cell.formatUpdates.actual, share, peerRules);
}

function shrinkUnits(units: FormatUnits, share: number, peerRules: boolean): void {
  for (let i = 0; i < units.length && (i < 2 || !peerRules); i++) units[i]! -= leftOut(units[i]!, share);
}

function leaveOut(
  problem: NestProblem,
  cells: readonly (SparseCell | undefined)[],
  table: ActionTable,
  i: number,
  share: number,
): void {
  const cell = cells[i];
  if (cell === undefined || table.kind[i] === SPATIAL_SKIP) return;
  leaveOutHere(problem, cells, cell, table.kind[i] === GATE ? 'gated' : 'skipped', share);
}

/**
 * Spreads what storage actions leave out over all inner levels and, into `rest`, the computes. A share below a level that already
 * leaves out p1 counts only for the rest: 1 − (1 − p2) / (1 − p1).
 */
export function combineActions(
  problem: NestProblem,
  cells: readonly (SparseCell | undefined)[],
  table: ActionTable,
  peerRules: boolean,
  rest: RemainingComputes,
): void {
  const T = problem.tensors.length;
  const L = problem.levelCount;
  rest.computes = problem.computes;
  rest.leftOut.fill(-1);
  for (let t = 0; t < T; t++) {
    let finalised = -1;
    for (let level = 0; level < L; level++) {
      const i = level * T + t;
      if (table.kind[i] === NO_ACTION) continue;
      const share = table.share[i]!;
      if (finalised !== level) leaveOut(problem, cells, table, i, share);
      const ranks = cells[i]?.format?.ranks.length ?? 0;
      let inner = level + 1;
      for (; inner < L; inner++) {
        const j = inner * T + t;
        const below = cells[j];
        if (below !== undefined) shrink(below, share, ranks, peerRules);
        if (table.kind[j] === NO_ACTION) continue;
        finalised = inner;
        // Sparseloop takes the metadata updates for the reads of a level under another that leaves out.
        if (peerRules && below?.format !== undefined) {
          const { actual } = below.formatUpdates;
          for (let k = 0; k < actual.length; k++) below.formatReads.actual[k] = actual[k]!;
        }
        leaveOut(problem, cells, table, j, 1 - (1 - table.share[j]!) / (1 - share));
        break;
      }
      if (inner === L && !problem.tensors[t]!.isOutput) {
        rest.computes -= leftOut(rest.computes, share);
        rest.leftOut[t] = Math.round(share * 1e6) / 1e6;
      }
    }
  }
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === undefined || table.kind[i] === GATE || table.kind[i] === SKIP) continue;
    cell.temporalReductions =
      cell.denseUpdates === 0
        ? 0
        : Math.ceil((cell.temporalReductions * cell.updates.actual) / cell.denseUpdates);
  }
}
