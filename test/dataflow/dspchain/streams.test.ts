import * as fc from 'fast-check';
import type { BlockWork } from '../../../src/dataflow/dspchain/blockWork.ts';
import type { Epilogue } from '../../../src/dataflow/dspchain/epilogue.ts';
import { productProgram } from '../../../src/dataflow/dspchain/layerProgram.ts';
import type { ProductShape } from '../../../src/dataflow/dspchain/productShape.ts';
import { runQueues } from '../../../src/dataflow/dspchain/queueMachine.ts';
import { LD, MISC, MM, MV, type QueueProgram, ST } from '../../../src/dataflow/dspchain/queueProgram.ts';
import { timingOf } from '../../../src/dataflow/dspchain/timing.ts';
import { assert, runs, suite } from '../../harness.ts';
import { shipped } from './shipped.ts';

const tests = suite('dsp-chain: streams respect data and buffers');

const { hardware: base, clock_hz } = shipped('u280-flightllm');
const block = 16;

const product = fc.record({
  matrices: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 72 }),
  n: fc.integer({ min: 1, max: 150 }),
  k: fc.integer({ min: 1, max: 200 }),
  pieces: fc.integer({ min: 1, max: 4 }),
  mode: fc.constantFrom('mv', 'mm'),
  a_depth: fc.integer({ min: 2, max: 12 }),
  b_depth: fc.integer({ min: 8, max: 64 }),
  activations: fc.constantFrom('chip', 'memory'),
  epilogue: fc.constantFrom(null, 'softmax', 'relu', 'add'),
});

const epilogues: Record<string, Epilogue> = {
  softmax: { function: 'softmax', steps: 1, passes: 2, extra: 0, rowWise: true },
  relu: { function: 'relu', steps: 1, passes: 1, extra: 0, rowWise: false },
  add: { function: 'add', steps: 1, passes: 1, extra: 1, rowWise: false },
};

/** Instructions of a queue, in order. */
const ofQueue = ({ length, queue }: QueueProgram, wanted: number): number[] =>
  Array.from({ length }, (_, i) => i).filter((i) => queue[i] === wanted);

tests(
  'weights arrive before they are used, none are overwritten while in use, outputs leave after they are made',
  () => {
    let full = 0;
    let tilesFull = 0;
    fc.assert(
      fc.property(
        product,
        ({ matrices, rows, n, k, pieces, mode, a_depth, b_depth, activations, epilogue }) => {
          const hardware = {
            ...base,
            activations,
            engine: { ...base.engine, mv_group: 32, mv_columns: 8, mm_group: 16, mm_rows: 16 },
            buffers: { ...base.buffers, a_depth, b_depth },
            memory: { ...base.memory, channels_per_core: 2 },
          } as typeof base;
          const [nBlocks, kBlocks] = [Math.ceil(n / block), Math.ceil(k / block)];
          const shape: ProductShape = {
            ...{ matrices, rows, n, k, nBlocks, kBlocks },
            ...{ aBits: 8, bBits: 4, outBits: 8, causal: false },
          };
          const work: BlockWork = {
            ...{ kept: null, mean: block, nonzeros: matrices * n * k, indexed: false, partial: 0 },
          };
          const k_pieces = Math.min(pieces, kBlocks);
          const mapping = { mode: mode as 'mv' | 'mm', k_pieces };
          const timing = timingOf(hardware, clock_hz);
          const fused = epilogue === null ? null : epilogues[epilogue]!;
          const program = productProgram(shape, work, hardware, timing, mapping, fused).program.build();
          const { start, end, stuck } = runQueues(program);
          assert.is(stuck, 0);

          // A piece's weights are the loads, one for each channel with columns (all in one in matrix mode), of which the last
          // tells the engine; its work is instructions from one that waits for loads.
          const engine = mode === 'mv' ? MV : MM;
          const loads = ofQueue(program, LD);
          const parts = mode === 'mv' ? Math.min(2, nBlocks) : 1;
          const loaded = loads.flatMap((i, at) =>
            (program.release[i]! >> engine) & 1
              ? [{ first: start[loads[at - parts + 1]!]!, last: end[i]! }]
              : [],
          );
          const used: { first: number; last: number }[] = [];
          for (const i of ofQueue(program, engine)) {
            if ((program.wait[i]! >> LD) & 1) used.push({ first: start[i]!, last: end[i]! });
            else used.at(-1)!.last = end[i]!;
          }
          const width = mode === 'mv' ? 2 : 1;
          const runsOfK = Math.ceil(kBlocks / Math.floor(kBlocks / k_pieces));
          const tiles = mode === 'mv' ? 1 : Math.ceil(rows / 16);
          assert.is(used.length, matrices * tiles * Math.ceil(nBlocks / width) * runsOfK);
          assert.is(loaded.length, used.length);
          for (const [i, { last }] of loaded.entries())
            assert.ok(used[i]!.first >= last, `piece ${i} is there`);

          // Words of 16 INT8 that pieces hold from their first load to their last use, in the bank group they lie in.
          const length = Math.floor(kBlocks / k_pieces);
          const groups = mode === 'mv' ? Math.floor(base.buffers.a_banks / base.buffers.a_mv_banks) : 1;
          const words =
            mode === 'mv' ? a_depth * base.buffers.a_mv_banks * 2 : b_depth * base.engine.mm_columns;
          const each = length * width * block;
          const room = groups * Math.floor(words / each);
          for (const [i, { first: from }] of loaded.entries()) {
            const there = used.filter(({ last }, j) => j < i && last > from).length;
            if (room >= 1) assert.ok(there < room, `${there + 1} pieces in room for ${room}`);
            if (there === room - 1 && room > 1) full++;
          }
          if (mode === 'mm') {
            // Blocks of rows of a, one load each; buffer A holds so many tiles.
            const inputs = loads.filter((i) => program.release[i] === 0);
            const tilesHeld = Math.floor(a_depth / kBlocks);
            const perTile = used.length / (matrices * tiles);
            let at = 0;
            for (let tile = 0; tile < matrices * tiles; tile++) {
              const rowBlocks = Math.ceil(Math.min(16, rows - (tile % tiles) * 16) / block);
              const from = start[inputs[at]!]!;
              at += rowBlocks;
              if (tilesHeld < 2 || tile < tilesHeld) continue;
              const freed = used[(tile - tilesHeld + 1) * perTile - 1]!.last;
              assert.ok(from >= freed, `tile ${tile} overwrites none in use`);
              tilesFull++;
            }
          }
          const stores = ofQueue(program, ST).filter((i) => program.ticks[i]! > 0);
          const made = ofQueue(program, fused === null ? engine : MISC);
          for (const i of stores)
            if (i === stores.at(-1))
              assert.ok(start[i]! >= end[made.at(-1)!]!, 'the last output is there before it leaves');
        },
      ),
      { numRuns: runs(300) },
    );
    assert.ok(full > 100 && tilesFull > 30, `full ${full} and ${tilesFull} times`);
  },
);

tests.run();
