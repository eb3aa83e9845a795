import type { Technology } from './technology.ts';

/** What every architecture has beside its dataflow's own parameters. */
export interface DesignContext {
  readonly clock_hz: number;
  readonly technology: Technology;
}
