import { addUnit, noCounts, type SatCounts } from './counts.ts';
import type { SatHardware } from './hardware.ts';
import type { SatMapping } from './mapping.ts';
import type { StageProblem } from './stageProblem.ts';
import type { Tiling } from './tiling.ts';
import type { QueueRates } from './unitQueues.ts';
import { emptyUnit, fillUnit } from './unitWork.ts';

/** Sums over all steps, and the time they come to. */
export interface ClosedForm {
  readonly counts: SatCounts;
  readonly cycles: number;
  readonly breakdown: Readonly<Record<string, number>>;
}

/** Tiles of one dimension: how many are whole, and what is left for the last one. */
const kinds = (all: number, tile: number): { readonly size: number; readonly times: number }[] => {
  const whole = Math.floor(all / tile);
  const rest = all - whole * tile;
  return [
    ...(whole > 0 ? [{ size: tile, times: whole }] : []),
    ...(rest > 0 ? [{ size: rest, times: 1 }] : []),
  ];
};

/**
 * Every queue's busy time, summed over the kinds of tile; the longest decides. Before it the first step's operands come in,
 * after it the last tile's sums leave. Waiting of queues for one another inside a tile is left to the simulation.
 */
export function closedForm(
  problem: StageProblem,
  hardware: SatHardware,
  mapping: SatMapping,
  tiling: Tiling,
  rates: QueueRates,
): ClosedForm {
  const { batch, m, n, k, stored, out_bits, update } = problem;
  const weightsStay = mapping.stationary === 'weight';
  const counts = noCounts();
  const unit = emptyUnit();
  let computing = 0;
  let bubbles = 0;
  let port = 0;
  let shift = 0;
  let drain = 0;
  let lanes = 0;
  let first = 0;
  let tail = 0;
  let prune = 0;
  let turn = 0;
  let tiles = 0;
  const rows = kinds(m, tiling.tile_m);
  const cols = kinds(n, tiling.tile_n);
  const sums = kinds(k, tiling.tile_k);
  const size = { rows: 0, cols: 0, sum: 0 };
  for (const row of rows)
    for (const col of cols)
      sums.forEach((sum, step) => {
        size.rows = row.size;
        size.cols = col.size;
        size.sum = sum.size;
        const finished = step === sums.length - 1;
        // Of the steps of this kind one may be the first of its tile and one the last; operands that are read once are
        // read in the first tile along the other dimension.
        for (let s = 0; s < Math.min(3, sum.times); s++) {
          const isFirst = step === 0 && s === 0;
          const isLast = finished && s === Math.min(3, sum.times) - 1;
          const steps = s === 1 && sum.times > 2 ? sum.times - 2 : 1;
          for (const leftAgain of tiling.left_once ? [false, true] : [true])
            for (const rightAgain of tiling.right_once ? [false, true] : [true]) {
              // `again`: the tiles that are not the first ones along the dimension that does not index the operand.
              const across = tiling.left_once
                ? leftAgain
                  ? firstOf(cols, col)
                  : col.times - firstOf(cols, col)
                : col.times;
              const down = tiling.right_once
                ? rightAgain
                  ? firstOf(rows, row)
                  : row.times - firstOf(rows, row)
                : row.times;
              const times = batch * across * down * steps;
              if (times === 0) continue;
              unit.first = isFirst;
              unit.last = isLast;
              fillUnit(unit, problem, hardware, mapping, tiling, size, {
                left: leftAgain,
                right: rightAgain,
              });
              if (isLast && update === null) unit.out = 0;
              addUnit(counts, unit, problem, hardware, mapping, size, times);
              const load = unit.left + unit.right + unit.index + unit.state;
              const reading = Math.ceil(load / rates.bits);
              const pruning = Math.ceil(unit.pruned / rates.reduction);
              const writing = Math.ceil((unit.out + unit.copies) / rates.bits);
              const engines =
                Math.ceil(unit.updated / rates.update) + Math.ceil(unit.reduced / rates.reduction);
              computing += times * (unit.length - unit.bubbles);
              bubbles += times * unit.bubbles;
              port += times * (reading + writing);
              shift += times * unit.shift;
              drain += times * unit.drain;
              prune += times * pruning;
              lanes +=
                times *
                Math.max(Math.ceil(unit.updated / rates.update), Math.ceil(unit.reduced / rates.reduction));
              turn += times * (unit.length + unit.skew + reading + pruning + unit.shift);
              tiles += times * unit.length;
              if (isLast) {
                const stored = weightsStay ? engines + writing : unit.drain;
                tiles += times * (unit.skew + rates.latency + stored);
              }
              if (isFirst) first = Math.max(first, reading + pruning + unit.shift);
              tail = Math.max(tail, unit.skew + rates.latency + unit.drain);
            }
        }
      });
  if (update === null) {
    const bits = batch * stored * out_bits;
    counts.out += bits;
    port += Math.ceil(bits / rates.bits);
  }
  const array = computing + bubbles;
  // Two steps are under way at once, from reading to the last element, and two tiles, until their sums have left.
  const pairs = Math.ceil(Math.max(turn, tiles) / 2) - first;
  const most = Math.max(array, port - first, shift, drain, lanes, prune, pairs);
  return {
    counts,
    cycles: first + most + tail,
    breakdown: {
      compute: computing,
      latency: bubbles,
      memory: first + (most === port - first ? most - array : 0),
      reduction: most === prune && most > port - first ? most - array : 0,
      weight_shift: most === shift && most > Math.max(prune, port - first) ? most - array : 0,
      drain: most === drain && most > Math.max(prune, port - first, shift) ? most - array : 0,
      fill_drain:
        tail +
        (most === pairs && most > Math.max(prune, port - first, shift, drain, lanes) ? most - array : 0),
      update: most === lanes && most > Math.max(prune, port - first, shift, drain) ? most - array : 0,
    },
  };
}

/** How many of the first tile are of this kind: one or none. */
const firstOf = <T>(list: readonly T[], kind: T): number => (list[0] === kind ? 1 : 0);
