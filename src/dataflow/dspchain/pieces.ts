import type { DspChainHardware } from './hardware.ts';
import type { ProductShape } from './productShape.ts';

/** A run of K blocks that one instruction works through. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** K in `count` runs of ⌊kBlocks / count⌋ blocks, and what remains in one more (FlightLLM artifact, tiling). */
export function piecesOf(kBlocks: number, count: number): Piece[] {
  const length = Math.floor(kBlocks / count);
  const pieces: Piece[] = [];
  for (let from = 0; from < kBlocks; from += length)
    pieces.push({ from, to: Math.min(kBlocks, from + length) });
  return pieces;
}

/** K blocks of one instruction's weights, as INT8, that the buffer holds: in vector mode, one of buffer A's bank groups. */
export function bufferBlocks(hardware: DspChainHardware, mode: 'mv' | 'mm'): number {
  const { block, buffers, engine, memory } = hardware;
  if (mode === 'mv') {
    // Buffer A: each channel has its share of the group's columns.
    const columns = Math.ceil(engine.mv_group / memory.channels_per_core);
    return Math.floor((buffers.a_depth * buffers.a_mv_banks * engine.depth) / (columns * block));
  }
  // Buffer B: one bank, mm_columns × depth wide.
  return Math.floor((buffers.b_depth * engine.mm_columns * engine.depth) / (engine.mm_group * block));
}

/** Fewest pieces with which two fit the buffer, so that one loads while the other is computed with; null: never. */
export function fewestPieces(
  shape: ProductShape,
  hardware: DspChainHardware,
  mode: 'mv' | 'mm',
): number | null {
  const held = Math.floor(bufferBlocks(hardware, mode) / 2);
  return held === 0 ? null : Math.ceil(shape.kBlocks / held);
}

/** How many pieces the buffer holds: a load waits until the piece that it replaces is used up. */
export function piecesHeld(length: number, hardware: DspChainHardware, mode: 'mv' | 'mm'): number {
  const { a_banks, a_mv_banks } = hardware.buffers;
  // Vector instructions read one group of banks; pieces lie in the groups in turn.
  const groups = mode === 'mv' ? Math.max(1, Math.floor(a_banks / a_mv_banks)) : 1;
  return Math.max(1, groups * Math.floor(bufferBlocks(hardware, mode) / length));
}
