import fc from 'fast-check';
import { COMMAND } from '../../../src/arch/dram/device.ts';
import { dramUse, dramUseOf } from '../../../src/arch/dram/dramUse.ts';
import { createMemorySystem, deviceOf } from '../../../src/arch/dram/memorySystem.ts';
import { replay } from '../../../src/arch/dram/replay.ts';
import { assert, runs, suite } from '../../harness.ts';
import { anyArrival, anyDram, anyTrace } from './randomDram.ts';

const test = suite('dram: what a memory did');

test('shares of a run follow from its command stream', () => {
  fc.assert(
    fc.property(
      anyDram,
      anyTrace(200),
      anyArrival,
      fc.constantFrom(0.5, 1, 2.5),
      (p, trace, arrival, rate) => {
        const m = createMemorySystem(p);
        for (let c = 0; c < m.channels; c++) deviceOf(m, c).log = [];
        const result = replay(m, trace, arrival);
        const use = dramUse(m, rate * p.clock_hz);
        const seen = Object.values(COMMAND).map(() => 0);
        for (let c = 0; c < m.channels; c++) {
          const log = deviceOf(m, c).log!;
          for (let i = 1; i < log.length; i += 4) seen[log[i]!]!++;
        }
        assert.is(use.bursts, seen[COMMAND.read]! + seen[COMMAND.write]!);
        assert.is(use.activates, seen[COMMAND.activate]);
        assert.is(use.refreshes, seen[COMMAND.refresh]);
        if (use.row_accesses > 0)
          assert.ok(Math.abs(use.row_hits / use.row_accesses - result.rowHitRate) < 1e-12);
        const cycles = rate * (result.completion + 1);
        const { channels, ranks, rank_bus } = p.organization;
        // Bursts of one bus are apart by their length and by tCCD_S, so that their time is less than all of it, but for the last.
        const spacing = Math.max(p.timing.burst, p.timing.tccd_s);
        assert.ok(use.bus_cycles <= cycles + rate * spacing, `${use.bus_cycles} of ${cycles}`);
        const buses = channels * (rank_bus === 'own' ? ranks : 1);
        assert.ok(Math.abs(use.bus_cycles * buses - use.bursts * spacing * rate) < 1e-6);
        assert.ok(
          Math.abs(use.refresh_cycles * channels * ranks - use.refreshes * p.timing.trfc * rate) < 1e-6,
        );
      },
    ),
    { numRuns: runs(80) },
  );
  assert.equal(dramUseOf(null, 1e9), {});
});

test.run();
