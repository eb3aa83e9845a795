import { bitsFor } from '../../tensor/bitsFor.ts';
import type { BlockWork } from './blockWork.ts';
import { type Chunk, chunkOf } from './chunkWork.ts';
import type { Epilogue } from './epilogue.ts';
import type { DspChainHardware } from './hardware.ts';
import type { LayerSink } from './layerSink.ts';
import { type Piece, piecesHeld, piecesOf } from './pieces.ts';
import type { ProductShape } from './productShape.ts';
import { LD, MISC, MV, ST, SYS } from './queueProgram.ts';
import type { Timing } from './timing.ts';

/** Whether vectors of a layer's input stay on the chip: as asked, where they fit the activation buffer. */
export function staysOnChip(bits: number, { activations, buffers, engine }: DspChainHardware): boolean {
  return activations === 'chip' && bits <= buffers.b_depth * engine.mm_columns * engine.depth * 8;
}

/**
 * Vector mode: for each group of columns, for each piece of K, the weights come over all channels of the core into buffer
 * A, then every row is multiplied with them. A load waits for the vector instruction that frees its place; after the last
 * piece of a group the special-function unit may work on the outputs.
 */
export function vectorStream(
  shape: ProductShape,
  work: BlockWork,
  hardware: DspChainHardware,
  timing: Timing,
  pieceCount: number,
  epilogue: Epilogue | null,
  sink: LayerSink,
): void {
  const { block, engine, special } = hardware;
  const { program, bits, words } = sink;
  const { matrices, rows, n, k, nBlocks } = shape;
  const width = engine.mv_group / block;
  const chains = (engine.mv_columns * engine.depth) / block;
  const groups = Math.ceil(nBlocks / width);
  const pieces = piecesOf(shape.kBlocks, pieceCount);
  const held = piecesHeld(pieces[0]!.to - pieces[0]!.from, hardware, 'mv');
  const total = matrices * groups * pieces.length;

  const aBits = matrices * rows * k * shape.aBits;
  const outBits = matrices * rows * n * shape.outBits;
  const onChip = staysOnChip(Math.max(aBits, outBits), hardware);
  if (!onChip) {
    bits.a += aBits;
    program.push(LD, timing.cross(aBits / 8), 0, 0);
  }
  words.activationWrite += Math.ceil((matrices * rows * k) / block);

  let chunkNumber = 0;
  for (let matrix = 0; matrix < matrices; matrix++) {
    for (let group = 0; group < groups; group++) {
      for (let p = 0; p < pieces.length; p++) {
        chunkNumber++;
        const piece = pieces[p]!;
        const chunk = chunkOf(work, {
          matrix,
          firstBlock: group * width,
          width,
          nBlocks,
          piece,
          block,
          chains,
        });
        loadChunk(shape, work, hardware, timing, chunk, piece, sink, chunkNumber > held);
        words.weightWrite += Math.ceil(chunk.stored / block);

        const lastPiece = p === pieces.length - 1;
        const rowWise = epilogue?.rowWise === true;
        const feeds = epilogue !== null && lastPiece && (!rowWise || group === groups - 1);
        let release = chunkNumber + held <= total ? 1 << LD : 0;
        if (feeds) release |= 1 << MISC;
        else if (epilogue === null && chunkNumber === total) release |= 1 << ST;
        const ticks = timing.cycles(chunk.cycles);
        for (let row = 0; row < rows; row++)
          program.push(MV, ticks, row === 0 ? 1 << LD : 0, row === rows - 1 ? release : 0);
        sink.multiplications += rows * chunk.slots * block;
        words.weightRead += rows * chunk.slots;
        words.activationRead += rows * chunk.cycles;
      }
      words.outputWrite += rows * width;
      if (epilogue !== null && (!epilogue.rowWise || group === groups - 1)) {
        const columns = epilogue.rowWise ? nBlocks * block : engine.mv_group;
        const last = matrix === matrices - 1 && group === groups - 1;
        vectorEpilogue(epilogue, rows, columns, hardware, timing, sink, last);
      }
    }
  }
  const stored = onChip ? 0 : outBits;
  bits.out += stored;
  words.outputRead += Math.ceil((matrices * rows * n) / special.lanes);
  program.push(ST, timing.move(stored / 8, 1), 1 << (epilogue === null ? MV : MISC), 1 << SYS);
  program.push(SYS, timing.cycles(1), 1 << ST, 0);
}

/** Weights of one instruction, channel by channel, each at the rate of all channels side by side; indices first. */
function loadChunk(
  shape: ProductShape,
  work: BlockWork,
  hardware: DspChainHardware,
  timing: Timing,
  { stored, placed }: Chunk,
  piece: Piece,
  { program, bits }: LayerSink,
  waits: boolean,
): void {
  const { block, engine, index_channels, memory } = hardware;
  const { channels_per_core: channels } = memory;
  const { nBlocks, bBits } = shape;
  const width = engine.mv_group / block;
  const length = piece.to - piece.from;
  let wait = waits ? 1 << MV : 0;
  if (work.indexed && index_channels > 0) {
    // A map entry of 8 bits a block, and log2(block) bits for each weight of a block that is not whole.
    const amount = length * width * 8 + bitsFor(block) * placed;
    bits.index += amount;
    program.push(LD, timing.move(amount / 8, index_channels), wait, 0);
    wait = 0;
  }
  const sparse = work.indexed;
  // A matrix of at least one group is laid out padded to whole groups; a smaller one has no padding in memory.
  const columns = Math.min(nBlocks, width);
  for (let channel = 0; channel < channels; channel++) {
    const mine = Math.floor((columns - channel - 1) / channels) + 1;
    if (mine <= 0) break;
    const elements = sparse ? stored / Math.min(channels, columns) : mine * block * length * block;
    const amount = elements * bBits;
    bits.b += amount;
    const last = channel === Math.min(channels, columns) - 1;
    program.push(LD, timing.move(amount / 8, channels), wait, last ? 1 << MV : 0);
    wait = 0;
  }
}

function vectorEpilogue(
  { steps, passes, extra, rowWise }: Epilogue,
  rows: number,
  columns: number,
  { special, memory }: DspChainHardware,
  timing: Timing,
  sink: LayerSink,
  last: boolean,
): void {
  const { program, bits } = sink;
  // The further operand lies in every channel's bank: each of them reads all columns.
  for (let operand = 0; operand < extra; operand++)
    for (let channel = 0; channel < memory.channels_per_core; channel++) {
      const amount = rows * columns * 8;
      bits.extra += amount;
      const done = channel === memory.channels_per_core - 1;
      program.push(LD, timing.move(amount / 8, memory.channels_per_core), 0, done ? 1 << MISC : 0);
    }
  const cycles = Math.ceil((passes * columns) / special.lanes);
  const instructions = rowWise ? rows : steps * rows;
  for (let i = 0; i < instructions; i++) {
    const operand = Math.floor(i / rows);
    let wait = i === 0 ? 1 << MV : 0;
    if (i % rows === 0 && operand < extra) wait |= 1 << LD;
    program.push(MISC, timing.cycles(cycles), wait, last && i === instructions - 1 ? 1 << ST : 0);
    sink.special += passes * columns;
  }
}
