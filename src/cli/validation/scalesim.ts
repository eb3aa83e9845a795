import { defineSuite } from './defineSuite.ts';
import { peerBugs } from './scalesim/peerBugs.ts';
import { peerLayer } from './scalesim/peerLayer.ts';
import { peerRun } from './scalesim/peerRun.ts';

/** Replays rows of SCALE-Sim v3 without stalls: its count is the index of the last cycle, ours the number of cycles. */
export default defineSuite({
  name: 'scalesim',
  title: 'Systolic arrays against SCALE-Sim v3 (stall-free cycles, scratchpad accesses, mapping)',
  golden: 'scalesim/golden.csv',
  holds: ['systolic'],
  headline: 'cycles',
  run: ({ rows, file }) =>
    rows.map((row, index) => {
      const layer = peerLayer(row, file, index + 2);
      const run = peerRun(layer);
      const expected = (column: string) => Number(row[column]);
      const quantities = [
        { name: 'cycles', expected: expected('stallfree_cycles') + 1, simulated: run.cycles },
        { name: 'effective_k', expected: expected('effective_k'), simulated: run.effectiveK },
        { name: 'sram_ifmap_reads', expected: expected('sram_ifmap_reads'), simulated: run.readsA },
        { name: 'sram_filter_reads', expected: expected('sram_filter_reads'), simulated: run.readsB },
        { name: 'sram_ofmap_writes', expected: expected('sram_ofmap_writes'), simulated: run.writesOut },
        { name: 'mapping_eff_pct', expected: expected('mapping_eff_pct'), simulated: run.mappingPct },
      ];
      const excluded = peerBugs
        .filter((bug) => bug.touches(layer))
        .map(({ bug, quantities: spoiled }) => ({ bug, quantities: spoiled }));
      const skip = new Set(excluded.flatMap(({ quantities: spoiled }) => spoiled));
      // The peer prints some counts and all shares as floating-point results of a division.
      const exact = quantities.every(
        ({ name, expected: theirs, simulated: ours }) =>
          skip.has(name) || Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs)),
      );
      const cycles = quantities[0]!;
      return {
        id: layer.id,
        exact,
        error_pct: (100 * Math.abs(cycles.simulated - cycles.expected)) / cycles.expected,
        within_tolerance: exact,
        quantities,
        ...(excluded.length > 0 ? { excluded } : {}),
      };
    }),
});
