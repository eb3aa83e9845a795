import type { ComponentInstance } from '../arch/defineComponent.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Bound } from '../dataflow/bound.ts';
import type { Execution } from '../dataflow/execution.ts';
import type { Price } from '../energy/price.ts';
import type { Fidelity } from './point.ts';

/** Energy of one action of one component in one layer. */
export interface EnergyItem {
  readonly component: string;
  readonly action: string;
  readonly count: number;
  /** pJ per action. */
  readonly each_pj: number;
  readonly total_pj: number;
}

/** A component with everything that it costs. */
export interface PricedComponent {
  readonly instance: ComponentInstance;
  /** All copies. */
  readonly area_mm2: number;
  readonly leakage_w: number;
  /** Price records: 'area', 'leakage', 'access_time' and each action charged. */
  readonly prices: Readonly<Record<string, Price>>;
}

export interface LayerResult {
  readonly name: string;
  readonly names: readonly string[];
  readonly count: number;
  readonly stage: string;
  /** One line for people: `conv 3×3/2 64→128 @ 28×28` or `gemm 1×4096×4096`. */
  readonly shape: string;
  readonly mapping: unknown;
  /** Of one execution; totals multiply by `count`. */
  readonly execution: Execution;
  readonly bound: Bound;
  readonly energy: readonly EnergyItem[];
  /** Dynamic + leakage, one execution, pJ. */
  readonly energy_pj: number;
  /** Largest-cost reason in words, with the saving its removal would bring at most. */
  readonly mapping_candidates: number;
}

/** Everything known of a point. `metrics` are the built-in scalars, keys carry units. */
export interface PointResult {
  readonly architecture: string;
  readonly dataflow: string;
  readonly workload: string;
  readonly fidelity: Fidelity;
  /** cycles, latency_s, energy_pj, power_w, area_mm2, edp, utilisation, <memory>_bytes, tokens_per_s … */
  readonly metrics: Readonly<Record<string, number>>;
  /** Cycles by reason over the whole workload; sums to metrics.cycles. */
  readonly breakdown: Readonly<Record<string, number>>;
  readonly layers: readonly LayerResult[];
  readonly components: readonly PricedComponent[];
  readonly warnings: readonly Diagnostic[];
}
