import type { Elementwise } from '../../workload/operations/elementwise.ts';
import { type Epilogue, epilogueOf } from './epilogue.ts';
import type { DspChainHardware } from './hardware.ts';
import type { DspChainMapping } from './mapping.ts';
import { tileGroups } from './matrixStream.ts';
import { operatorRows } from './operatorStream.ts';
import { piecesOf } from './pieces.ts';
import type { ProductShape } from './productShape.ts';
import { instructionWords, LD, MISC, MM, MV, queueNames, ST, SYS } from './queueProgram.ts';
import { staysOnChip } from './vectorStream.ts';

/** Instructions of each queue, in the order of `queueNames`. */
export type InstructionCounts = readonly number[];

/** Bytes of a stream of instructions. */
export const instructionBytes = (counts: InstructionCounts): number =>
  4 * counts.reduce((sum, count, queue) => sum + count * instructionWords[queue]!, 0);

const none = (): number[] => new Array<number>(queueNames.length).fill(0);

/** Instructions of a product without emitting them: as many as `productProgram` emits. */
export function productInstructions(
  shape: ProductShape,
  indexed: boolean,
  hardware: DspChainHardware,
  mapping: DspChainMapping,
  epilogue: Epilogue | null,
): InstructionCounts {
  const index = indexed && hardware.index_channels > 0 ? 1 : 0;
  const count = mapping.mode === 'mv' ? vectorInstructions : matrixInstructions;
  return count(shape, index, hardware, piecesOf(shape.kBlocks, mapping.k_pieces).length, epilogue);
}

function vectorInstructions(
  { matrices, rows, n, k, nBlocks, aBits, outBits }: ProductShape,
  index: number,
  hardware: DspChainHardware,
  pieces: number,
  epilogue: Epilogue | null,
): InstructionCounts {
  const { block, engine, memory } = hardware;
  const width = engine.mv_group / block;
  const groups = Math.ceil(nBlocks / width);
  const chunks = matrices * groups * pieces;
  const onChip = staysOnChip(Math.max(matrices * rows * k * aBits, matrices * rows * n * outBits), hardware);
  const counts = none();
  counts[LD] = (onChip ? 0 : 1) + chunks * (index + Math.min(memory.channels_per_core, nBlocks, width));
  counts[MV] = chunks * rows;
  if (epilogue !== null) {
    const times = matrices * (epilogue.rowWise ? 1 : groups);
    counts[LD] += times * epilogue.extra * memory.channels_per_core;
    counts[MISC] = times * (epilogue.rowWise ? rows : epilogue.steps * rows);
  }
  counts[ST] = 1;
  counts[SYS] = 1;
  return counts;
}

function matrixInstructions(
  shape: ProductShape,
  index: number,
  hardware: DspChainHardware,
  pieces: number,
  epilogue: Epilogue | null,
): InstructionCounts {
  const { block, engine } = hardware;
  const { matrices, rows } = shape;
  const reach = tileGroups(shape, hardware);
  const counts = none();
  for (let row = 0, tile = 0; row < rows; row += engine.mm_rows, tile++) {
    const height = Math.min(engine.mm_rows, rows - row);
    const rowBlocks = Math.ceil(height / block);
    const groups = reach(tile);
    counts[LD]! += rowBlocks + groups * pieces * (1 + index);
    counts[MM]! += groups * pieces;
    if (epilogue?.rowWise === true) {
      counts[MISC]! += height;
      counts[ST]! += rowBlocks;
      continue;
    }
    counts[ST]! += groups * rowBlocks;
    if (epilogue === null) continue;
    counts[LD]! += groups * epilogue.extra * rowBlocks;
    counts[MISC]! += groups * epilogue.steps;
  }
  const all = counts.map((count) => matrices * count);
  all[ST]! += 1;
  all[SYS] = 1;
  return all;
}

/** Instructions of an operator that follows no product, as `operatorProgram` emits them. */
export function operatorInstructions(operation: Elementwise, hardware: DspChainHardware): InstructionCounts {
  const counts = none();
  if (operation.function === 'append') {
    if (hardware.kv_append === 'reload') counts[LD] = hardware.memory.channels_per_core;
    return counts;
  }
  const { extra } = epilogueOf(operation.function, operation.reads_per_element);
  const { rows } = operatorRows(operation, hardware);
  const onChip = staysOnChip(operation.elements * operation.operands.a.bits, hardware);
  counts[LD] = onChip ? 0 : rows * (1 + extra);
  counts[MISC] = rows;
  counts[ST] = rows;
  counts[SYS] = 1;
  return counts;
}
