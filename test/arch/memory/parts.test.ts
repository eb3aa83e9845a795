import { atomicsOf, atomicsPart, operateAtomically } from '../../../src/arch/memory/atomicUnits.ts';
import {
  accessBank,
  pricedScratchpad,
  scratchpadOf,
  scratchpadPart,
} from '../../../src/arch/memory/bankedScratchpad.ts';
import { dmaOf, dmaPart, moveBlock } from '../../../src/arch/memory/dmaEngine.ts';
import { accessLine, cacheOf, cachePart, pricedCache } from '../../../src/arch/memory/setAssociativeCache.ts';
import { issueNext, threadedCoresOf, threadedCoresPart } from '../../../src/arch/memory/threadedCore.ts';
import { assert, suite } from '../../harness.ts';

const test = suite('parts of on-chip memory as hardware keys');

test('a scratchpad: four words to one bank of two ports take two cycles', () => {
  const part = scratchpadPart.parse({ capacity_kib: 64, banks: 8, ports: 2, word_bytes: 8 });
  const pad = scratchpadOf(part);
  assert.equal(
    [0, 0, 0, 0, 1].map((bank) => accessBank(pad, 10, bank)),
    [10, 10, 11, 11, 10],
  );
  assert.equal(pricedScratchpad('pad', part).attributes, {
    capacity_bytes: 65_536,
    word_bits: 64,
    banks: 8,
    ports: 2,
  });
});

test('atomics: a hot address waits for the latency, others for the interval', () => {
  const units = atomicsOf(atomicsPart.parse({ latency_cycles: 4, interval_cycles: 1 }), 2);
  assert.is(operateAtomically(units, 0, 0, 6), 4);
  assert.is(operateAtomically(units, 0, 0, 6), 8);
  assert.is(operateAtomically(units, 0, 1, 7), 4);
  assert.is(operateAtomically(units, 0, 1, 9), 5);
  assert.not(atomicsPart.safeParse({ latency_cycles: 2, interval_cycles: 3 }).success);
});

test('a cache has whole sets in every bank', () => {
  const part = cachePart.parse({ capacity_kib: 1, banks: 2, ways: 4, line_bytes: 64 });
  const cache = cacheOf(part);
  assert.is(cache.sets, 4);
  assert.equal(
    [0, 4, 8, 12, 16, 4, 0].map((line) => accessLine(cache, line, false)),
    [false, false, false, false, false, true, false],
  );
  assert.is(pricedCache('cache', part).attributes.word_bits, 512);
  assert.not(cachePart.safeParse({ ...part, ways: 64 }).success);
});

test('a DMA engine: two blocks under way, the third waits', () => {
  const dma = dmaOf(
    dmaPart.parse({ outstanding: 2 }),
    { bandwidth_bytes_per_s: 64e9, latency_cycles: 100 },
    1e9,
  );
  assert.equal(
    [0, 0, 0].map((cycle) => moveBlock(dma, cycle, 640)),
    [110, 120, 220],
  );
});

test('threads of two cores in turn', () => {
  const cores = threadedCoresOf(threadedCoresPart.parse({ count: 2, threads: 3 }));
  assert.is(cores.length, 2);
  const [core] = cores;
  const turns: [number, number][] = [];
  for (let i = 0; i < 4; i++) {
    const thread = issueNext(core!);
    turns.push([thread, core!.clock]);
    core!.ready[thread] = core!.clock + 10;
  }
  assert.equal(turns, [
    [0, 0],
    [1, 1],
    [2, 2],
    [0, 10],
  ]);
});

test.run();
