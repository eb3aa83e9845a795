import type { PointSpec } from '../../engine/point.ts';
import type { PointResult } from '../../engine/pointResult.ts';
import type { Outcome } from './outcome.ts';

/** What workers run for each point. The engine in production; tests give modules that throw, spin or exhaust memory. */
export type Evaluator = (point: PointSpec) => Outcome;

/** An evaluator module's shape: its default export. */
export interface EvaluatorModule {
  readonly default: Evaluator;
  /** The whole result of a point that ran. */
  readonly detail?: (point: PointSpec) => PointResult;
}
