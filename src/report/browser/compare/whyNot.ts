import type { PointResult } from '../../../engine/pointResult.ts';

/** Why B is not faster by as much as it multiplies less. */
export interface WhyNot {
  /** Multiply-accumulates that A executes over those that B does: the speed-up if all cycles shrank with them. */
  readonly promised: number;
  /** A's cycles over B's. */
  readonly reached: number;
  /**
   * Reason → B's cycles beyond A's times (B's work / A's work), in shares of B's cycles, largest first. They sum to
   * 1 − reached / promised exactly: what is missing, and nothing else.
   */
  readonly missing: readonly (readonly [reason: string, share: number])[];
}

const executed = ({ layers }: PointResult): number =>
  layers.reduce(
    (n, { count, execution: { macs } }) => n + count * (macs.effectual + macs.gated + macs.padded),
    0,
  );

const cyclesOf = ({ layers }: PointResult): number =>
  layers.reduce((n, { count, execution }) => n + count * execution.cycles, 0);

const clockOf = ({ metrics }: PointResult): number => metrics['cycles']! / metrics['latency_s']!;

/** null where B does not do at least five percent less, gains what that promises, or has another clock. */
export function whyNot(a: PointResult, b: PointResult): WhyNot | null {
  const promised = executed(a) / executed(b);
  const [before, after] = [cyclesOf(a), cyclesOf(b)];
  const reached = before / after;
  if (Math.abs(clockOf(b) / clockOf(a) - 1) > 0.01) return null;
  if (!(promised >= 1.05) || !Number.isFinite(promised) || !(reached < promised * 0.99)) return null;
  const spent = new Map<string, number>();
  const add = (result: PointResult, weight: number): void => {
    for (const { count, execution } of result.layers)
      for (const [reason, cycles] of Object.entries(execution.breakdown))
        spent.set(reason, (spent.get(reason) ?? 0) + weight * count * cycles);
  };
  add(b, 1);
  add(a, -1 / promised);
  const missing = [...spent]
    .map(([reason, cycles]) => [reason, cycles / after] as const)
    .sort((p, q) => q[1] - p[1]);
  return { promised, reached, missing };
}
