import { addUnit, noCounts, type SatCounts } from './counts.ts';
import type { SatHardware } from './hardware.ts';
import type { SatMapping } from './mapping.ts';
import type { StageProblem } from './stageProblem.ts';
import type { Tiling } from './tiling.ts';
import { unitKinds } from './unitKinds.ts';
import type { QueueRates } from './unitQueues.ts';
import { emptyUnit, fillUnit } from './unitWork.ts';

/** Sums over all steps, and the time they come to. */
export interface ClosedForm {
  readonly counts: SatCounts;
  readonly cycles: number;
  readonly breakdown: Readonly<Record<string, number>>;
}

/**
 * Every queue's busy time, summed over the kinds of step; the longest decides. Two steps are under way at once, from
 * reading to the last element, and two tiles, until their sums have left: half their sums are times as well. Before all
 * this the first operands come in, after it the last sums leave.
 */
export function closedForm(
  problem: StageProblem,
  hardware: SatHardware,
  mapping: SatMapping,
  tiling: Tiling,
  rates: QueueRates,
): ClosedForm {
  const { batch, stored, out_bits, update } = problem;
  const weightsStay = mapping.stationary === 'weight';
  const counts = noCounts();
  const unit = emptyUnit();
  const busy = { memory: 0, reduction: 0, weight_shift: 0, drain: 0, update: 0 };
  let computing = 0;
  let bubbles = 0;
  let steps = 0;
  let tiles = 0;
  let head = 0;
  let tail = 0;
  for (const kind of unitKinds(problem, tiling)) {
    const { times } = kind;
    unit.first = kind.first;
    unit.last = kind.last;
    fillUnit(unit, problem, hardware, mapping, tiling, kind, kind);
    addUnit(counts, unit, problem, hardware, mapping, kind, times);
    const reading = Math.ceil((unit.left + unit.right + unit.index + unit.state) / rates.bits);
    const pruning = Math.ceil(unit.pruned / rates.reduction);
    const writing = Math.ceil((unit.out + unit.copies) / rates.bits);
    const updating = Math.ceil(unit.updated / rates.update);
    const reducing = Math.ceil(unit.reduced / rates.reduction);
    computing += times * (unit.length - unit.bubbles);
    bubbles += times * unit.bubbles;
    busy.memory += times * (reading + writing);
    busy.reduction += times * pruning;
    busy.weight_shift += times * unit.shift;
    busy.drain += times * unit.drain;
    busy.update += times * Math.max(updating, reducing);
    steps += times * (unit.length + unit.skew + reading + pruning + unit.shift);
    const leaving = weightsStay ? updating + reducing + writing : unit.drain;
    tiles += times * (unit.length + (unit.last ? unit.skew + rates.latency + leaving : 0));
    if (unit.first) head = Math.max(head, reading + pruning + unit.shift);
    tail = Math.max(tail, unit.skew + rates.latency + unit.drain);
  }
  if (update === null) {
    counts.out += batch * stored * out_bits;
    busy.memory += Math.ceil((batch * stored * out_bits) / rates.bits);
  }
  busy.memory -= head;
  const breakdown: Record<string, number> = {
    compute: computing,
    latency: bubbles,
    memory: head,
    reduction: 0,
    weight_shift: 0,
    drain: 0,
    fill_drain: tail,
    update: 0,
  };
  const waits = Object.entries({ ...busy, fill_drain: Math.ceil(Math.max(steps, tiles) / 2) - head });
  const array = computing + bubbles;
  const [reason, longest] = waits.reduce((a, b) => (b[1] > a[1] ? b : a));
  const most = Math.max(array, longest);
  breakdown[reason]! += most - array;
  return { counts, cycles: head + most + tail, breakdown };
}
