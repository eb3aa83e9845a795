import { ticksPerCycle } from './queueProgram.ts';

/** Whole cycles that hold `ticks`. */
export const wholeCycles = (ticks: number): number => Math.ceil(ticks / ticksPerCycle);

/** Ticks by reason as whole cycles that sum to `cycles`: the running sum is rounded, not each share. */
export function shareCycles(
  shares: Readonly<Record<string, number>>,
  cycles: number,
): Record<string, number> {
  const names = Object.keys(shares);
  const total = names.reduce((sum, name) => sum + shares[name]!, 0);
  const result: Record<string, number> = {};
  let ticks = 0;
  let given = 0;
  names.forEach((name, i) => {
    ticks += shares[name]!;
    const upTo =
      i === names.length - 1 || total === 0 ? cycles : Math.min(cycles, Math.floor(ticks / ticksPerCycle));
    result[name] = upTo - given;
    given = upTo;
  });
  return result;
}
