import type { Outcome } from '../executors/outcome.ts';

/** Where a sweep stands. */
export interface SweepProgress {
  readonly phase: 'estimate' | 'cycle';
  readonly done: number;
  readonly total: number;
  /** Of `done`: taken from journals. */
  readonly reused: number;
  readonly failed: number;
  readonly infeasible: number;
  /** Best of the first objective so far. */
  readonly best: { readonly objective: string; readonly value: number; readonly index: number } | null;
  /** The failure that just happened. */
  readonly failure: { readonly index: number; readonly outcome: Outcome } | null;
}
