import fc from 'fast-check';
import { dramParams } from '../../../src/arch/dram/dramParams.ts';
import { createMemorySystem, drainReads, offer } from '../../../src/arch/dram/memorySystem.ts';
import { dramPresets } from '../../../src/arch/dram/presets.gen.ts';
import type { Traffic } from '../../../src/dataflow/execution.ts';
import { memoryTime, paceTime } from '../../../src/dataflow/nmcore/memoryTime.ts';
import { assert, runs, suite } from '../../harness.ts';

const test = suite('memory of N:M tensor cores');
const names = Object.keys(dramPresets) as (keyof typeof dramPresets)[];

const row = (operand: string, read_bytes: number, write_bytes: number): Traffic => ({
  memory: 'dram',
  operand,
  reads: read_bytes,
  writes: write_bytes,
  read_bytes,
  write_bytes,
});

test('an exact DRAM takes as long as burst after burst', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(3e8, 1e9, 1.41e9),
      fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 100_000 }),
      (preset, clock_hz, reads, written) => {
        const traffic = [...reads.map((bytes, i) => row(`a${i}`, bytes, 0)), row('out', 0, written)];
        const p = dramParams.parse(dramPresets[preset]);
        const m = createMemorySystem(p);
        const { channels, request_bytes } = p.organization;
        const ratio = p.clock_hz / clock_hz;
        let address = 0;
        let start = 0;
        for (const { read_bytes, write_bytes } of traffic) {
          const bytes = read_bytes + write_bytes;
          m.now = Math.max(m.now, Math.ceil(start * ratio));
          let accepted = 0;
          for (let i = 0; i < Math.ceil(bytes / request_bytes); i++) {
            if (accepted >= channels) {
              m.now++;
              accepted = 0;
            }
            const before = m.now;
            offer(m, address / request_bytes + i, write_bytes > 0 ? 1 : 0);
            accepted = m.now === before ? accepted + 1 : 1;
          }
          start = Math.ceil(m.now / ratio);
          address += Math.ceil(bytes / 4096) * 4096;
        }
        const end = Math.max(start, Math.ceil(drainReads(m) / ratio));
        const seen = memoryTime(traffic, { model: 'exact', preset }, clock_hz);
        assert.is(seen.cycles, end);
        // Bursts of outputs may still wait; those of operands have all been read.
        const bursts = reads.reduce((sum, bytes) => sum + Math.ceil(bytes / request_bytes), 0);
        assert.ok(seen.dram!.bursts >= bursts);
      },
    ),
    { numRuns: runs(60) },
  );
});

test('a plain memory: bytes over bandwidth', () => {
  const plain = { model: 'simple', kind: 'ddr4', bandwidth_bytes_per_s: 64e9, latency_cycles: 7 } as const;
  const traffic = [row('a', 640, 0), row('out', 0, 64), { ...row('a', 1e6, 0), memory: 'buffer' }];
  for (const timeOf of [memoryTime, paceTime])
    assert.equal(timeOf(traffic, plain, 1e9), { cycles: 11, latency: 7 });
});

test.run();
