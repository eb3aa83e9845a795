import type { SatHardware } from './hardware.ts';
import type { SatMapping } from './mapping.ts';
import type { StageProblem } from './stageProblem.ts';
import type { Tiling } from './tiling.ts';
import { fillUnit, type UnitWork } from './unitWork.ts';

/** Visits every step of every tile in the order in which the array takes them; `unit` is the record that is filled. */
export function walkUnits(
  problem: StageProblem,
  hardware: SatHardware,
  mapping: SatMapping,
  tiling: Tiling,
  unit: UnitWork,
  visit: (size: { readonly rows: number; readonly cols: number; readonly sum: number }) => void,
): void {
  const { batch, m, n, k, stored, out_bits, update } = problem;
  const { tile_m, tile_n, tile_k, m_tiles, n_tiles, k_steps, left_once, right_once } = tiling;
  const size = { rows: 0, cols: 0, sum: 0 };
  const loads = { left: true, right: true };
  const outerM = mapping.outer === 'm';
  const outer = outerM ? m_tiles : n_tiles;
  const inner = outerM ? n_tiles : m_tiles;
  for (let element = 0; element < batch; element++) {
    let done = 0;
    let written = 0;
    for (let x = 0; x < outer; x++)
      for (let y = 0; y < inner; y++) {
        const tm = outerM ? x : y;
        const tn = outerM ? y : x;
        size.rows = Math.min(tile_m, m - tm * tile_m);
        size.cols = Math.min(tile_n, n - tn * tile_n);
        loads.left = !left_once || tn === 0;
        loads.right = !right_once || tm === 0;
        done += size.rows * size.cols;
        for (let tk = 0; tk < k_steps; tk++) {
          size.sum = Math.min(tile_k, k - tk * tile_k);
          unit.first = tk === 0;
          unit.last = tk === k_steps - 1;
          fillUnit(unit, problem, hardware, mapping, tiling, size, loads);
          if (unit.last && update === null) {
            // Where windows overlap, outputs leave when the last window has added to them: evenly, as tiles are done.
            const all = done === m * n ? stored : Math.floor((stored * done) / (m * n));
            unit.out = (all - written) * out_bits;
            written = all;
          }
          visit(size);
        }
      }
  }
}
