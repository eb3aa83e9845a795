import type { DensityGap } from '../engine/densityGap.ts';
import type { PointSpec } from '../engine/point.ts';
import type { PointResult } from '../engine/pointResult.ts';

/**
 * Everything that a report shows, as `explore` hands it over. Plain JSON values, and typed arrays for what there is
 * one of per point. Nothing here may depend on time, host or worker count: the same data makes the same file.
 */
export interface ReportData {
  readonly title: string;
  /** One or two sentences from the sweep file; may be empty. */
  readonly description: string;
  readonly summary: SweepSummary;
  readonly axes: readonly ReportAxis[];
  readonly metrics: readonly ReportMetric[];
  /**
   * Path of the axis whose values don't compete (`workload`): fronts are drawn and ranks are meant within one value.
   * null where all points compete.
   */
  readonly within: string | null;
  /** Names of the metrics that the sweep aims for, in its order; `better` of the metric says which way. */
  readonly objectives: readonly string[];
  /** As written: `area_mm2 <= 12`. */
  readonly constraints: readonly string[];
  /** Stall reason → what it means (the dataflows' `reasons`, merged). */
  readonly reasons: Readonly<Record<string, string>>;
  readonly points: ReportPoints;
  /** Full results of the pinned points and of Pareto ranks 1 to 3. */
  readonly details: readonly ReportDetail[];
  readonly provenance: Provenance;
  /** Points that broke, with what they said. */
  readonly failures: readonly ReportFailure[];
}

export interface SweepSummary {
  /** What was swept, in words: `3 workloads × 2 architectures × rows × cols × sparsity`. */
  readonly swept: string;
  /** Counts of the whole sweep, also where the file holds a sample of it. */
  readonly ok: number;
  readonly infeasible: number;
  readonly failed: number;
  /** Points evaluated at each fidelity. */
  readonly estimate: number;
  readonly cycle: number;
}

/** One dimension of the sweep, or a constant one such as the workload. */
export interface ReportAxis {
  /** `arch.array.rows`, `workload`, … */
  readonly path: string;
  readonly label: string;
  readonly unit: string;
  /** Distinct values; points refer to them by position. Objects are given as one line of text. */
  readonly values: readonly (string | number | boolean | null)[];
}

/** A metric as the engine declares its own; a user's metric has `better: null` where it isn't said. */
export interface ReportMetric {
  /** `latency_s` */
  readonly name: string;
  /** `s`, `pJ`, `mm²`, `cycles`, `W`, `bytes`, `1/s`; `1` for a ratio. */
  readonly unit: string;
  readonly better: 'lower' | 'higher' | null;
  /** `cycles / clock_hz` */
  readonly formula: string;
  readonly description: string;
}

/** What became of a point, as stored in `ReportPoints.status`. */
export const statusNames = ['ok', 'infeasible', 'failed'] as const;

/** As stored in `ReportPoints.fidelity`. */
export const fidelityNames = ['estimate', 'cycle'] as const;

/** Columns over the points; every array is `count` long. */
export interface ReportPoints {
  readonly count: number;
  /** Number of the point in the sweep. */
  readonly index: Uint32Array;
  /** Per axis: position in `values`. */
  readonly axes: readonly Uint32Array[];
  /** Per metric; NaN where the point has none. */
  readonly metrics: readonly Float64Array[];
  /** Pareto rank over all objectives from 1; 0 where the point has none. */
  readonly rank: Uint32Array;
  /** Position in `statusNames`. */
  readonly status: Uint8Array;
  /** Position in `reasons`: why a point is infeasible or failed; 0 (the empty text) elsewhere. */
  readonly reason: Uint32Array;
  readonly reasons: readonly string[];
  /** Position in `fidelityNames`. */
  readonly fidelity: Uint8Array;
  /** Row of the baseline, or null. */
  readonly baseline: number | null;
}

export interface ReportDetail {
  /** Row in `points`. */
  readonly row: number;
  readonly result: PointResult;
  /** What was evaluated, to be changed and run again; null where it is too large for a report. */
  readonly spec: PointSpec | null;
  /** By layer, how far expectations from densities are off where non-zeros were counted; null where they weren't. */
  readonly gaps: readonly (DensityGap | null)[] | null;
}

export interface ReportFailure {
  /** Number of the point in the sweep. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

export interface Provenance {
  readonly engine_version: string;
  /** Source revision, or the build-time hash of the sources. */
  readonly commit: string;
  readonly config_hash: string;
  readonly seed: number;
  /** `45 nm, itrs-hp`; several are joined. */
  readonly technology: string;
  readonly tables: readonly ReportTable[];
  /** The resolved sweep as YAML. */
  readonly resolved: string;
  /** Where each value came from: `file:line`, `default`, `--set`. */
  readonly origins: readonly { readonly path: string; readonly value: string; readonly origin: string }[];
  /** The command that makes this report again. */
  readonly reproduce: string;
  /** Laws checked on every result, and how often. */
  readonly invariants: readonly {
    readonly law: string;
    readonly checked: number;
    readonly violated: number;
  }[];
  /** What the models leave out, one sentence each. */
  readonly leaves_out: readonly { readonly dataflow: string; readonly sentence: string }[];
  /** Suites that this engine version was held against. */
  readonly validation: readonly ReportValidation[];
}

export interface ReportTable {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly verified: string;
}

export interface ReportValidation {
  readonly suite: string;
  readonly cases: number;
  /** Cases with every compared integer equal; null where the suite compares none. */
  readonly exact: number | null;
  readonly mape_pct: number;
  readonly max_pct: number;
}
