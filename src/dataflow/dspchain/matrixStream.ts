import { bitsFor } from '../../tensor/bitsFor.ts';
import type { BlockWork } from './blockWork.ts';
import { type Chunk, chunkOf } from './chunkWork.ts';
import type { Epilogue } from './epilogue.ts';
import type { DspChainHardware } from './hardware.ts';
import type { LayerSink } from './layerSink.ts';
import { piecesHeld, piecesOf } from './pieces.ts';
import type { ProductShape } from './productShape.ts';
import { LD, MISC, MM, ST, SYS } from './queueProgram.ts';
import type { Timing } from './timing.ts';

/**
 * Matrix mode: a tile of rows is loaded into buffer A over all channels, then for each group of columns, for each piece of
 * K, the weights come through the crossbar into buffer B and are multiplied with the tile. Outputs leave group by group
 * through the global buffer; a row-wise function waits for the tile's last group.
 */
export function matrixStream(
  shape: ProductShape,
  work: BlockWork,
  hardware: DspChainHardware,
  timing: Timing,
  pieceCount: number,
  epilogue: Epilogue | null,
  sink: LayerSink,
): void {
  const { block, buffers, engine } = hardware;
  const { program, words } = sink;
  const { matrices, rows, nBlocks, kBlocks } = shape;
  const width = engine.mm_group / block;
  const chains = (engine.mm_columns * engine.depth) / block;
  const groups = Math.ceil(nBlocks / width);
  const tiles = Math.ceil(rows / engine.mm_rows);
  const pieces = piecesOf(kBlocks, pieceCount);
  const reach = tileGroups(shape, hardware);
  // Loads are in order: weights that run no more than the tiles of buffer A ahead keep the tiles from being overwritten.
  const tilesHeld = Math.floor(buffers.a_depth / kBlocks);
  const ahead = Math.max(1, (tilesHeld - 1) * reach(0) * pieces.length);
  const held = Math.min(ahead, piecesHeld(pieces[0]!.to - pieces[0]!.from, hardware, 'mm'));
  let total = 0;
  for (let tile = 0; tile < tiles; tile++) total += matrices * reach(tile) * pieces.length;
  const rowWise = epilogue?.rowWise === true;
  // Outputs leave the global buffer in units of a group, or of a tile where a function needs whole rows.
  const unitWords = rowWise ? nBlocks : width;
  const outHeld = Math.max(1, Math.floor(buffers.global_depth / unitWords));
  const units = rowWise ? matrices * tiles : total / pieces.length;
  let chunkNumber = 0;
  let unit = 0;
  for (let matrix = 0; matrix < matrices; matrix++) {
    const chunks: Chunk[] = [];
    for (let group = 0; group < groups; group++)
      for (const piece of pieces)
        chunks.push(
          chunkOf(work, { matrix, firstBlock: group * width, width, nBlocks, piece, block, chains }),
        );
    for (let tile = 0; tile < tiles; tile++) {
      const height = Math.min(engine.mm_rows, rows - tile * engine.mm_rows);
      const rowBlocks = Math.ceil(height / block);
      loadTile(shape, hardware, timing, rowBlocks, sink);
      const last = reach(tile);
      for (let group = 0; group < last; group++) {
        const firstOfUnit = rowWise ? group === 0 : true;
        const lastOfUnit = rowWise ? group === last - 1 : true;
        if (firstOfUnit) unit++;
        for (let p = 0; p < pieces.length; p++) {
          chunkNumber++;
          const piece = pieces[p]!;
          const chunk = chunks[group * pieces.length + p]!;
          loadWeights(shape, work, hardware, timing, chunk, piece.to - piece.from, sink, chunkNumber > held);
          let wait = 1 << LD;
          let release = chunkNumber + held <= total ? 1 << LD : 0;
          if (firstOfUnit && p === pieces.length - 1 && unit > outHeld)
            wait |= 1 << (epilogue === null ? ST : MISC);
          if (lastOfUnit && p === pieces.length - 1) release |= 1 << (epilogue === null ? ST : MISC);
          program.push(MM, timing.cycles(chunk.cycles), wait, release);
          sink.multiplications += engine.mm_rows * chunk.slots * block;
          words.activationRead += engine.mm_rows * (piece.to - piece.from);
          words.weightRead += chunk.slots;
        }
        words.outputWrite += Math.ceil((engine.mm_rows * engine.mm_group) / block);
        const frees = unit + outHeld <= units ? 1 << MM : 0;
        if (epilogue !== null && lastOfUnit)
          matrixEpilogue(epilogue, shape, tile, height, rowBlocks, hardware, timing, sink, frees);
        else if (epilogue === null) storeGroup(shape, hardware, timing, rowBlocks, width, sink, true, frees);
      }
    }
  }
  program.push(ST, 0, 0, 1 << SYS);
  program.push(SYS, timing.cycles(1), 1 << ST, 0);
}

/** Groups of columns that a tile of rows needs. */
export function tileGroups(
  shape: ProductShape,
  { engine, block }: DspChainHardware,
): (tile: number) => number {
  const groups = Math.ceil(shape.nBlocks / (engine.mm_group / block));
  return (tile) =>
    shape.causal ? Math.min(groups, Math.ceil(((tile + 1) * engine.mm_rows) / engine.mm_group)) : groups;
}

/** Rows of a, one block of rows from each channel in turn. */
function loadTile(
  { k, aBits, kBlocks }: ProductShape,
  { block, memory }: DspChainHardware,
  timing: Timing,
  rowBlocks: number,
  { program, bits, words }: LayerSink,
): void {
  for (let row = 0; row < rowBlocks; row++) {
    const amount = block * k * aBits;
    bits.a += amount;
    program.push(LD, timing.move(amount / 8, memory.channels_per_core), 0, 0);
  }
  words.activationWrite += rowBlocks * block * kBlocks;
}

function loadWeights(
  { bBits }: ProductShape,
  work: BlockWork,
  { block, engine, index_channels }: DspChainHardware,
  timing: Timing,
  chunk: Chunk,
  length: number,
  { program, bits, words }: LayerSink,
  waits: boolean,
): void {
  let wait = waits ? 1 << MM : 0;
  if (work.indexed && index_channels > 0) {
    const amount = length * (engine.mm_group / block) * 8 + bitsFor(block) * chunk.placed;
    bits.index += amount;
    program.push(LD, timing.move(amount / 8, index_channels), wait, 0);
    wait = 0;
  }
  const amount = chunk.stored * bBits;
  bits.b += amount;
  words.weightWrite += Math.ceil(chunk.stored / block);
  program.push(LD, timing.cross(amount / 8), wait, 1 << MM);
}

function matrixEpilogue(
  { steps, passes, extra, rowWise }: Epilogue,
  shape: ProductShape,
  tile: number,
  height: number,
  rowBlocks: number,
  hardware: DspChainHardware,
  timing: Timing,
  sink: LayerSink,
  frees: number,
): void {
  const { block, engine, special, memory } = hardware;
  const { program, bits } = sink;
  if (rowWise) {
    for (let row = 0; row < rowBlocks; row++) {
      const wanted = shape.causal ? (tile * engine.mm_rows) / block + row + 1 : shape.nBlocks;
      const columns = Math.min(shape.nBlocks, Math.ceil(wanted)) * block;
      const ticks = timing.cycles(Math.ceil((passes * columns) / special.lanes));
      const lines = Math.min(block, height - row * block);
      for (let line = 0; line < lines; line++) {
        const end = line === lines - 1;
        const release = end ? (1 << ST) | (row === rowBlocks - 1 ? frees : 0) : 0;
        program.push(MISC, ticks, row === 0 && line === 0 ? 1 << MM : 0, release);
        sink.special += passes * columns;
      }
      storeBlocks(shape, hardware, timing, columns / block, sink, 1 << MISC, 0);
    }
    return;
  }
  for (let operand = 0; operand < extra; operand++)
    for (let row = 0; row < rowBlocks; row++) {
      const amount = block * engine.mm_group * 8;
      bits.extra += amount;
      program.push(
        LD,
        timing.move(amount / 8, memory.channels_per_core),
        0,
        row === rowBlocks - 1 ? 1 << MISC : 0,
      );
    }
  const elements = rowBlocks * block * engine.mm_group;
  const cycles = Math.ceil((passes * elements) / (special.lanes * special.fused_rows));
  for (let step = 0; step < steps; step++) {
    const wait = (step === 0 ? 1 << MM : 0) | (step < extra ? 1 << LD : 0);
    program.push(MISC, timing.cycles(cycles), wait, step === steps - 1 ? (1 << ST) | frees : 0);
    sink.special += passes * elements;
  }
  storeGroup(shape, hardware, timing, rowBlocks, engine.mm_group / block, sink, false, 0);
}

/** One group of columns of a tile, a block of rows to each channel. */
function storeGroup(
  shape: ProductShape,
  hardware: DspChainHardware,
  timing: Timing,
  rowBlocks: number,
  width: number,
  sink: LayerSink,
  fromEngine: boolean,
  frees: number,
): void {
  for (let row = 0; row < rowBlocks; row++) {
    const wait = row === 0 ? 1 << (fromEngine ? MM : MISC) : 0;
    storeBlocks(shape, hardware, timing, width, sink, wait, row === rowBlocks - 1 ? frees : 0);
  }
}

function storeBlocks(
  { outBits }: ProductShape,
  { block, memory }: DspChainHardware,
  timing: Timing,
  blocks: number,
  { program, bits, words }: LayerSink,
  wait: number,
  release: number,
): void {
  const amount = blocks * block * block * outBits;
  bits.out += amount;
  words.outputRead += blocks * block;
  program.push(ST, timing.move(amount / 8, memory.channels_per_core), wait, release);
}
