import type { Price, PriceQuery } from './price.ts';

/**
 * A source of prices. A method answers null for what the table doesn't know; the first table of the design's list
 * that knows wins, and a price that no table knows is an error that names component and action.
 */
export interface EnergyTable {
  readonly name: string;
  readonly description: string;
  /** An alternative to another table: asked only by designs that name it under `energy:`. */
  readonly optional?: boolean;
  /** Asked after the others by designs that name no tables. */
  readonly fallback?: boolean;
  /** Energy of one action, in pJ. */
  energy_pj(query: PriceQuery, action: string): Price | null;
  /** Area of one copy, in mm². */
  area_mm2(query: PriceQuery): Price | null;
  /** Static power of one copy, in W. */
  leakage_w(query: PriceQuery): Price | null;
  /** Time of one access, in s; null where the component doesn't limit the clock. */
  access_time_s(query: PriceQuery): Price | null;
}

export function defineTable(table: EnergyTable): EnergyTable {
  return table;
}
