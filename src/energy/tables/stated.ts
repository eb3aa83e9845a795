import { defineTable } from '../defineTable.ts';
import type { Price, PriceQuery } from '../price.ts';

const isStated = ({ component }: PriceQuery): boolean => component.component.startsWith('stated-');

const stated = (value: number): Price => ({
  value,
  source: 'stated in the architecture file',
  verified: 'as its author says',
});

const leftOut = (what: string): Price => ({
  ...stated(0),
  not_modelled: `the architecture file states energies, no ${what}`,
});

/** What an architecture file says of its own accesses; an action that it leaves out costs what its fallback does. */
export default defineTable({
  name: 'stated',
  description: 'Energies that an architecture file states for its own levels and units',
  energy_pj(query, action) {
    if (!isStated(query)) return null;
    const value = query.component.attributes[action];
    return typeof value === 'number' ? stated(value) : null;
  },
  area_mm2: (query) => (isStated(query) ? leftOut('area') : null),
  leakage_w: (query) => (isStated(query) ? leftOut('leakage') : null),
  access_time_s: () => null,
});
