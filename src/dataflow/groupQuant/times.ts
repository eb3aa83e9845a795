import type { Operation } from '../../workload/operation.ts';
import { listSchedule, scheduleEstimate } from '../gpu/listSchedule.ts';
import { softMaximum } from '../gpu/softMaximum.ts';
import { type Groups, groupsOf, meanGroups } from './groups.ts';
import type { GroupQuantHardware } from './hardware.ts';
import type { GroupQuantMapping } from './mapping.ts';
import {
  expectedShares,
  rowShares,
  type Shares,
  slicesOfGroup,
  slotsOf,
  taskShares,
  warpsOfCta,
} from './shares.ts';

/** Bits of a scale (fp16), of a group's place, and of the start of an output's groups. */
const scaleBits = 16;
const placeBits = 16;
const startBits = 32;

/** Bytes from memory: packed values, and all that is kept about groups and outputs. */
export function storedBytes(groups: Groups, kept: number, bits: number) {
  const about = scaleBits + bits + (groups.sparse ? placeBits : 0);
  return {
    values: Math.ceil((kept * groups.size * bits) / 8),
    metadata: Math.ceil((kept * about) / 8) + ((groups.view.n + 1) * startBits) / 8,
  };
}

export interface GroupTimes {
  readonly launch: number;
  readonly compute: number;
  readonly hbm: number;
  readonly latency: number;
  readonly imbalance: number;
}

/**
 * The soft maximum of three: CTAs of warps, latency after latency, each CTA in launch order to the slot
 * that is free first; all steps through the SMs at the rate at which they unpack and multiply, a token at a time; and
 * stored bytes at the memory's rate.
 */
export function groupTimes(
  operation: Operation,
  groups: Groups,
  kept: number,
  { longest, steps }: Shares,
  slots: number,
  hardware: GroupQuantHardware,
  clock_hz: number,
  closed: boolean,
): GroupTimes {
  const { gpu: device, group_gemv } = hardware;
  const { m, n, k } = groups.view;
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const wait = cycle(group_gemv.latency_us);
  const each = (group_gemv.step_cycles + (groups.sparse ? group_gemv.scattered_cycles : 0)) * m;
  const durations = Float64Array.from(longest, (own) => own * wait);
  const chain = closed ? scheduled(durations, slots) : listSchedule(durations, slots);
  const busy = Math.min(device.sm_count, Math.max(1, longest.length));
  const work = (steps * each) / busy;
  const { a, b, out } = operation.operands;
  const { values, metadata } = storedBytes(groups, kept, b.bits);
  const moved = values + metadata + (m * k * a.bits) / 8 + m * n * Math.ceil(out.bits / 8);
  const memory = (moved * clock_hz) / (device.hbm_bytes_per_s * device.hbm_efficiency);
  const whole = Math.ceil(softMaximum(chain, work, memory, 0, 0));
  // Warps that share all steps evenly.
  const warps = Math.min(slots, longest.length) * warpsOfCta;
  const even = Math.min(chain, (steps / warps) * wait);
  const compute = Math.min(whole, Math.floor(work));
  const hbm = Math.min(whole - compute, Math.max(0, Math.floor(memory) - compute));
  const latency = Math.min(whole - compute - hbm, Math.max(0, Math.floor(even) - compute - hbm));
  const imbalance = whole - compute - hbm - latency;
  return { launch: cycle(device.launch_us), compute, hbm, latency, imbalance };
}

function scheduled(durations: Float64Array, slots: number): number {
  let total = 0;
  let longest = 0;
  for (const time of durations) {
    total += time;
    if (time > longest) longest = time;
  }
  return scheduleEstimate(total, longest, durations.length, slots);
}

/** The shares of concrete groups. */
export function sharesOf(
  counts: Int32Array,
  groups: Groups,
  mapping: GroupQuantMapping,
  hardware: GroupQuantHardware,
): Shares {
  const slices = slicesOfGroup(groups.size);
  return mapping.split === 'rows'
    ? rowShares(counts, slices)
    : taskShares(counts, slices, slotsOf(hardware, mapping));
}

/** The closed form: outputs alike but for the spread of independent draws; kept groups by expectation. */
export function expectedTimes(
  operation: Operation,
  mapping: GroupQuantMapping,
  hardware: GroupQuantHardware,
  clock_hz: number,
): { readonly times: GroupTimes; readonly kept: number } {
  const groups = groupsOf(operation, hardware);
  const { n } = groups.view;
  const mean = meanGroups(operation, groups);
  const kept = Math.round(mean * n);
  const slices = slicesOfGroup(groups.size);
  const slots = slotsOf(hardware, mapping);
  const spread = Math.sqrt(Math.max(0, mean * (1 - mean / groups.each)));
  const most = Math.min(groups.each, mean + spread) * slices;
  const shares = expectedShares(mapping.split, n, { mean: mean * slices, most }, slots);
  const times = groupTimes(operation, groups, kept, shares, slots, hardware, clock_hz, true);
  return { times, kept };
}
