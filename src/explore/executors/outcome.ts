/** What a point gave. Plain data: it is a journal line, less its key, and a message between workers. */
export type Outcome = Done | Infeasible | Failed;

export interface Done {
  readonly status: 'ok';
  /** Built-in scalars by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Cycles by reason; sums to metrics.cycles. */
  readonly breakdown: Readonly<Record<string, number>>;
  /** Codes and messages of warnings. */
  readonly warnings: readonly string[];
}

/** The design can't run the workload: no legal mapping, an unsupported operation. */
export interface Infeasible {
  readonly status: 'infeasible';
  readonly reason: string;
}

export interface Failed {
  readonly status: 'failed';
  /** `invariant`: a law of the model broke; `configuration`: the spec is wrong; `crash`: anything else. */
  readonly kind: 'invariant' | 'configuration' | 'crash';
  readonly reason: string;
  /** For the failure's bundle, never shown: stack or facts. */
  readonly detail?: string;
}
