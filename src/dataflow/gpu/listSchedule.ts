/**
 * CTAs in launch order, each to the slot that is free first (the lowest numbered of equals makes no difference to the
 * end). Returns when the last slot ends. A binary heap of slots by the time they are free; `durations` are cycles.
 */
export function listSchedule(durations: ArrayLike<number>, slots: number): number {
  const used = Math.min(slots, durations.length);
  if (used === 0) return 0;
  const free = new Float64Array(used);
  let end = 0;
  for (let i = 0; i < durations.length; i++) {
    const time = free[0]! + durations[i]!;
    if (time > end) end = time;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= used) break;
      if (child + 1 < used && free[child + 1]! < free[child]!) child += 1;
      if (free[child]! >= time) break;
      free[at] = free[child]!;
      at = child;
    }
    free[at] = time;
  }
  return end;
}

/**
 * Closed form of the same: whole waves where all are alike; otherwise the mean load and half of the longest, which is
 * what the last CTAs leave idle on average. Never less than the longest.
 */
export function scheduleEstimate(total: number, longest: number, count: number, slots: number): number {
  if (count === 0) return 0;
  if (total === longest * count) return Math.ceil(count / slots) * longest;
  if (count <= slots) return longest;
  return Math.round(Math.max(longest, total / slots + longest / 2));
}
