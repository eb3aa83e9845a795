import type { BlockWork } from './blockWork.ts';
import { chainCycles, uniformChainCycles } from './chainCycles.ts';
import type { Piece } from './pieces.ts';

/** One instruction's share of b: a group of block columns and a run of K blocks. */
export interface Chunk {
  readonly cycles: number;
  /** Chain slots that hold work, padding included; a slot is `block` multiplications. */
  readonly slots: number;
  /** Weights that are stored for it. */
  readonly stored: number;
  /** Of which in blocks that are not whole: each is stored with its place. */
  readonly placed: number;
}

export interface ChunkQuery {
  readonly matrix: number;
  readonly firstBlock: number;
  /** Block columns of the instruction, those past the matrix included. */
  readonly width: number;
  readonly nBlocks: number;
  readonly piece: Piece;
  readonly block: number;
  /** Slots of a cycle. */
  readonly chains: number;
}

/** Block columns past the matrix are computed as if dense: the engine has no mask for them. */
export function chunkOf(work: BlockWork, query: ChunkQuery): Chunk {
  const { matrix, firstBlock, width, nBlocks, piece, block, chains } = query;
  const length = piece.to - piece.from;
  const real = Math.min(width, nBlocks - firstBlock);
  const padding = (width - real) * block;
  if (work.kept === null) {
    const each = real * work.mean + padding;
    const stored = Math.ceil(length * real * work.mean * block);
    return {
      cycles: uniformChainCycles(length, each, chains),
      slots: Math.ceil(length * each),
      stored,
      placed: Math.ceil(work.partial * stored),
    };
  }
  const kept = work.kept[matrix]!;
  const slots = new Float64Array(length);
  let sum = 0;
  let placed = 0;
  for (let kb = 0; kb < length; kb++) {
    const row = (piece.from + kb) * nBlocks + firstBlock;
    let each = 0;
    for (let nb = 0; nb < real; nb++) {
      const slotsOf = kept[row + nb]!;
      each += slotsOf;
      if (slotsOf < block) placed += slotsOf;
    }
    slots[kb] = each + padding;
    sum += each;
  }
  const cycles = chainCycles(slots, chains);
  return { cycles, slots: sum + length * padding, stored: sum * block, placed: placed * block };
}
