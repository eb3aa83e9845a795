/** The public surface of Winnow. */
export { type Diagnostic, DiagnosticError } from './core/diagnostic.ts';
export { InvariantError } from './core/invariant.ts';
export { evaluate } from './engine/evaluate.ts';
export { evaluateTotals } from './engine/evaluateTotals.ts';
export { type Metric, metrics } from './engine/metrics.ts';
export type { Fidelity, PointSpec } from './engine/point.ts';
export type { EnergyItem, LayerResult, PointResult, PricedComponent } from './engine/pointResult.ts';
export type { Totals } from './engine/totals.ts';
export { type LoadedSpec, loadSpec } from './loadSpec.ts';
export { pointsOf, type SweepPoint } from './pointsOf.ts';
