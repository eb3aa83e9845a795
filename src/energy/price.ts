import type { ComponentInstance } from '../arch/defineComponent.ts';
import type { Technology } from '../arch/technology.ts';

/** A figure with its origin. Nothing is priced without one. */
export interface Price {
  readonly value: number;
  /** Author, venue, table; or tool and commit. */
  readonly source: string;
  /** As the table says it: 'verified …', 'derived …', 'from memory, unverified'. */
  readonly verified: string;
  /** How the value came from its source: interpolation neighbours, node scaling factor, arithmetic. */
  readonly derivation?: string;
  /** Why the figure is left out. `value` is then 0, and must not be read as a measured zero. */
  readonly not_modelled?: string;
}

export interface PriceQuery {
  readonly component: ComponentInstance;
  readonly technology: Technology;
}
