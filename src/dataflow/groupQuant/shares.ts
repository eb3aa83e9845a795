import type { GroupQuantHardware } from './hardware.ts';
import type { GroupQuantMapping } from './mapping.ts';

/** Warps of a CTA, values that a lane takes at once, lanes. */
export const warpsOfCta = 4;
export const laneValues = 16;
export const lanes = 32;

/** Slices of 16 values of a group. */
export const slicesOfGroup = (size: number): number => Math.ceil(size / laneValues);

/** Where the steps of a product fall. A step: a warp takes 32 slices of one output. */
export interface Shares {
  /** Latencies that each CTA's slowest warp waits for, in launch order. */
  readonly longest: Int32Array;
  /** Steps in all. */
  readonly steps: number;
}

/**
 * Latencies of a share beside its steps: the output that it begins with, and adding to one that others share. That an
 * output's groups must be found is part of the launch.
 */
const besideSteps = 2;

/** CTAs that are resident at once. */
export const slotsOf = ({ gpu, group_gemv }: GroupQuantHardware, { split }: GroupQuantMapping): number =>
  gpu.sm_count * (split === 'rows' ? group_gemv.row_ctas_per_sm : group_gemv.task_ctas_per_sm);

/** A warp to each output in turn, four a CTA. */
export function rowShares(counts: Int32Array, slices: number): Shares {
  const longest = new Int32Array(Math.ceil(counts.length / warpsOfCta));
  let steps = 0;
  for (let row = 0; row < counts.length; row++) {
    const own = Math.ceil((counts[row]! * slices) / lanes);
    const cta = Math.floor(row / warpsOfCta);
    longest[cta] = Math.max(longest[cta]!, own);
    steps += own;
  }
  return { longest, steps };
}

/**
 * All slices, output after output, cut evenly over the warps of `ctas` CTAs. Each output that a share holds
 * part of has steps of its own.
 */
export function taskShares(counts: Int32Array, slices: number, ctas: number): Shares {
  const longest = new Int32Array(ctas);
  let all = 0;
  for (const count of counts) all += count * slices;
  const share = Math.ceil(all / (ctas * warpsOfCta));
  if (share === 0) return { longest, steps: 0 };
  let steps = 0;
  let warp = 0;
  let left = share;
  let waits = besideSteps;
  const close = (): void => {
    const cta = Math.floor(warp / warpsOfCta);
    if (waits > longest[cta]!) longest[cta] = waits;
    waits = besideSteps;
    warp += 1;
    left = share;
  };
  for (let row = 0; row < counts.length; row++) {
    let rest = counts[row]! * slices;
    while (rest > 0) {
      if (left === 0) close();
      const taken = Math.min(rest, left);
      const own = Math.ceil(taken / lanes);
      steps += own;
      waits += own;
      rest -= taken;
      left -= taken;
    }
  }
  close();
  return { longest, steps };
}

/** The closed form of either: outputs alike, those of the slowest warp with `most` steps instead of `own`. */
export function expectedShares(
  split: GroupQuantMapping['split'],
  outputs: number,
  slices: { readonly mean: number; readonly most: number },
  slots: number,
): Shares {
  const { mean, most } = slices;
  if (split === 'rows') {
    const longest = new Int32Array(Math.ceil(outputs / warpsOfCta)).fill(Math.ceil(most / lanes));
    return { longest, steps: outputs * Math.ceil(mean / lanes) };
  }
  const longest = new Int32Array(slots);
  const all = outputs * mean;
  if (all === 0) return { longest, steps: 0 };
  const share = Math.max(1, Math.ceil(all / (slots * warpsOfCta)));
  // An output that ends in a share leaves its last step half empty on average, all but empty in the slowest warp.
  const ends = share / mean;
  const own = Math.ceil(share / lanes + ends / 2);
  const slowest = Math.ceil(share / lanes + ends);
  const warps = Math.ceil(all / share);
  longest.fill(besideSteps + slowest, 0, Math.ceil(warps / warpsOfCta));
  return { longest, steps: warps * own };
}
