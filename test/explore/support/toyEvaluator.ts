import type { PointSpec } from '../../../src/engine/point.ts';
import type { Outcome } from '../../../src/explore/executors/outcome.ts';

/** A machine whose numbers follow from its array alone; some designs throw, some exhaust the worker's memory. */
export default function toyEvaluator(point: PointSpec): Outcome {
  const { rows, cols, fault } = point.architecture['array'] as { rows: number; cols: number; fault?: string };
  if (fault === 'throw') throw new Error('as asked');
  if (fault === 'exit') process.exit(3);
  if (fault === 'memory') {
    const hoard: number[][] = [];
    for (;;) hoard.push(Array.from({ length: 1e6 }, (_, i) => i * 1.5));
  }
  if (fault === 'law') return { status: 'failed', kind: 'invariant', reason: 'sums are exact' };
  const spin = (point.architecture['spin_ms'] as number | undefined) ?? 0;
  const until = performance.now() + spin;
  while (performance.now() < until);
  const scale = point.fidelity === 'cycle' ? 1 : 0.9;
  const cycles = Math.round((1e6 * scale) / rows / cols) + rows + (point.seed % 7);
  return {
    status: 'ok',
    metrics: {
      cycles,
      latency_s: cycles / 1e9,
      energy_pj: cycles * (rows + cols) * 0.37,
      area_mm2: rows * cols * 1e-3,
    },
    breakdown: { compute: cycles - rows, fill: rows },
    warnings: [],
  };
}
