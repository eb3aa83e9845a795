import type { PointSpec } from './engine/point.ts';
import { planSweep } from './explore/plan/planSweep.ts';
import type { Label } from './explore/plan/valueLabel.ts';
import type { LoadedSpec } from './loadSpec.ts';

/** A point of a sweep: what `evaluate` takes, and where it lies on the sweep's axes. */
export interface SweepPoint {
  readonly index: number;
  /** Axis (or `workload`, `architecture`) → the point's value there. */
  readonly at: Readonly<Record<string, Label>>;
  readonly spec: PointSpec;
}

/**
 * The points of a loaded sweep in grid order, made one at a time: a sweep of any size costs the memory of one.
 * `fidelity: promote` gives its points at cycle fidelity.
 */
export function* pointsOf(spec: LoadedSpec): Generator<SweepPoint> {
  const plan = planSweep(spec.sweep, spec.fixed);
  const fidelity = spec.sweep.fidelity === 'estimate' ? 'estimate' : 'cycle';
  for (let index = 0; index < plan.size; index++) {
    const labels = plan.labels(index);
    const at = Object.fromEntries(plan.columns.map((column, i) => [column, labels[i]!]));
    yield { index, at, spec: plan.point(index, fidelity) };
  }
}
