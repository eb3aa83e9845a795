import { bitsFor } from '../../tensor/bitsFor.ts';
import type { BlockWork } from './blockWork.ts';
import { chunkOf } from './chunkWork.ts';
import type { Epilogue } from './epilogue.ts';
import type { DspChainHardware } from './hardware.ts';
import { type LayerSink, layerSink } from './layerSink.ts';
import type { DspChainMapping } from './mapping.ts';
import { tileGroups } from './matrixStream.ts';
import { piecesOf } from './pieces.ts';
import type { ProductShape } from './productShape.ts';
import type { Timing } from './timing.ts';
import { staysOnChip } from './vectorStream.ts';

/** A product's time and counts without its instructions. */
export interface ClosedForm {
  readonly ticks: number;
  /** Of which the matrix engine is busy. */
  readonly compute: number;
  readonly sink: Omit<LayerSink, 'program'>;
}

/**
 * The first load, then the longer of computing and loading the rest, then what follows the last output. Queues are taken
 * to overlap fully in between.
 */
export function closedForm(
  shape: ProductShape,
  work: BlockWork,
  hardware: DspChainHardware,
  timing: Timing,
  mapping: DspChainMapping,
  epilogue: Epilogue | null,
): ClosedForm {
  const vector = mapping.mode === 'mv';
  const { block, engine, memory, special, index_channels } = hardware;
  const { matrices, rows, n, k, nBlocks, kBlocks } = shape;
  const channels = memory.channels_per_core;
  const group = vector ? engine.mv_group : engine.mm_group;
  const width = group / block;
  const parallel = vector ? engine.mv_columns : engine.mm_columns;
  const chains = (parallel * engine.depth) / block;
  const groups = Math.ceil(nBlocks / width);
  const pieces = piecesOf(kBlocks, mapping.k_pieces);
  const tiles = vector ? 1 : Math.ceil(rows / engine.mm_rows);
  const repeats = vector ? rows : tiles;
  const { program: _unused, ...sink } = layerSink();
  // Share of the tiles' columns that a causal mask leaves.
  let kept = 1;
  if (!vector && shape.causal) {
    const reach = tileGroups(shape, hardware);
    kept = 0;
    for (let tile = 0; tile < tiles; tile++) kept += reach(tile) / (tiles * groups);
  }

  const uniform: BlockWork = { ...work, kept: null };
  let cycles = 0;
  let stored = 0;
  let placed = 0;
  let slots = 0;
  let firstStored = 0;
  // Groups differ only in the last one, which may reach past the matrix.
  for (const last of groups > 1 ? [false, true] : [true]) {
    const times = last ? 1 : groups - 1;
    const firstBlock = last ? (groups - 1) * width : 0;
    for (const piece of pieces) {
      const chunk = chunkOf(uniform, { matrix: 0, firstBlock, width, nBlocks, piece, block, chains });
      cycles += times * chunk.cycles;
      slots += times * chunk.slots;
      stored += times * chunk.stored;
      placed += times * chunk.placed;
      if (firstStored === 0) firstStored = chunk.stored;
    }
  }
  const weightTimes = matrices * (vector ? 1 : tiles) * kept;
  const padded = vector && !work.indexed && groups > 1 ? groups * width * block * kBlocks * block : stored;
  const indexBits =
    work.indexed && index_channels > 0 ? groups * width * kBlocks * 8 + bitsFor(block) * placed : 0;
  sink.bits.b = weightTimes * padded * shape.bBits;
  sink.bits.index = weightTimes * indexBits;
  const aBits = matrices * (vector ? rows : Math.ceil(rows / block) * block) * k * shape.aBits;
  const outBits = matrices * rows * n * kept * shape.outBits;
  const onChip = vector && staysOnChip(Math.max(matrices * rows * k * shape.aBits, outBits), hardware);
  sink.bits.a = onChip ? 0 : aBits;
  sink.bits.out = onChip ? 0 : outBits;
  const outputs = matrices * rows * n * kept;
  const extra = epilogue?.extra ?? 0;
  sink.bits.extra = extra * outputs * 8 * (vector ? channels : 1);
  sink.multiplications = kept * matrices * repeats * (vector ? 1 : engine.mm_rows) * slots * block;
  const passes = (epilogue?.passes ?? 0) * (epilogue?.steps ?? 0);
  sink.special = passes * outputs;
  sink.words.weightWrite = Math.ceil((weightTimes * stored) / block);
  sink.words.weightRead = kept * matrices * repeats * slots;
  sink.words.activationWrite = Math.ceil((matrices * rows * k) / block);
  sink.words.activationRead = vector
    ? matrices * rows * cycles
    : kept * matrices * tiles * groups * kBlocks * engine.mm_rows;
  sink.words.outputWrite = Math.ceil(outputs / block);
  sink.words.outputRead = Math.ceil(outputs / block);

  const bytes = (bits: number): number => bits / 8;
  const weights = vector ? timing.move(bytes(sink.bits.b), channels) : timing.cross(bytes(sink.bits.b));
  const index = sink.bits.index > 0 ? timing.move(bytes(sink.bits.index), index_channels) : 0;
  const inputs = vector ? timing.cross(bytes(sink.bits.a)) : timing.move(bytes(sink.bits.a), channels);
  const further = timing.move(bytes(sink.bits.extra), channels);
  const firstShare = padded > 0 ? (firstStored * (padded / stored)) / (weightTimes * padded) : 0;
  const firstInput = vector ? inputs : inputs / (matrices * tiles);
  const first = firstInput + (weights + index) * firstShare;
  const rest = weights + index + inputs + further - first;
  const compute = timing.cycles(kept * matrices * repeats * cycles);
  const lanes = special.lanes * (vector || epilogue?.rowWise === true ? 1 : special.fused_rows);
  const work_special = timing.cycles(sink.special / lanes);
  const units = matrices * (epilogue?.rowWise === true ? tiles : tiles * groups);
  const tail = units > 0 ? work_special / units : 0;
  const store = timing.move(bytes(sink.bits.out), vector ? 1 : channels);
  const ticks =
    first + Math.max(compute, rest, work_special) + tail + (vector ? store : 0) + timing.cycles(1);
  return { ticks, compute, sink };
}
