import { createMemorySystem } from '../../arch/dram/memorySystem.ts';
import { replay } from '../../arch/dram/replay.ts';
import { defineSuite } from './defineSuite.ts';
import { peerArrival, peerParams } from './dram/peerParams.ts';
import { peerTrace } from './dram/peerTrace.ts';

/** Replays rows of two public DRAM simulators; within tolerance: completion 8 %, row-hit rate 3 points. */
export default defineSuite({
  name: 'dram',
  title: 'Exact DRAM against DRAMsim3 and Ramulator 2.1',
  golden: 'dram/golden.csv',
  holds: [],
  headline: 'completion_cycles',
  run: ({ rows }) =>
    rows.map((row) => {
      const params = peerParams(row);
      const result = replay(createMemorySystem(params), peerTrace(row, params), peerArrival(row));
      const expected = Number(row['completion_cycles']);
      const hitRate = Number(row['row_hit_rate']);
      const error = (100 * Math.abs(result.completion - expected)) / expected;
      return {
        id: row['row_id'] ?? '',
        exact: result.completion === expected,
        error_pct: error,
        within_tolerance: error <= 8 && Math.abs(result.rowHitRate - hitRate) <= 0.03,
        quantities: [
          { name: 'completion_cycles', expected, simulated: result.completion },
          { name: 'row_hit_rate', expected: hitRate, simulated: result.rowHitRate },
        ],
      };
    }),
});
