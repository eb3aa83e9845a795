import { actionRows } from '../actionRows.ts';
import { defineTable } from '../defineTable.ts';
import type { PriceQuery } from '../price.ts';
import { priceFromRows } from '../priceFromRows.ts';

/** What one action of each kind of off-chip memory moves. */
const actions: Readonly<Record<string, readonly string[]>> = {
  dram: ['read', 'write'],
  'gpu-memory': ['read_byte', 'write_byte'],
};

function dramOf({ component }: PriceQuery) {
  const { kind, bits = component.component === 'gpu-memory' ? 8 : undefined } = component.attributes;
  if (!Object.hasOwn(actions, component.component)) return null;
  if (typeof kind !== 'string' || typeof bits !== 'number') return null;
  const [row] = actionRows('dram-per-bit', kind.toLowerCase());
  return row === undefined ? null : { row, bits };
}

export default defineTable({
  name: 'dram-per-bit',
  description: 'Off-chip memory as pJ per bit moved, interface included; locality of accesses is not seen',
  energy_pj(query, action) {
    const dram = dramOf(query);
    if (dram === null || !actions[query.component.component]!.includes(action)) return null;
    const { row, bits } = dram;
    const range =
      row.range_pj === null ? '' : `published range ${row.range_pj[0]} to ${row.range_pj[1]} pJ/bit`;
    return priceFromRows(
      row.energy_pj * bits,
      [row],
      [`${row.energy_pj} pJ/bit × ${bits} b`, range, row.notes],
    );
  },
  area_mm2(query) {
    const dram = dramOf(query);
    return dram === null ? null : priceFromRows(0, [dram.row], ['off chip']);
  },
  leakage_w(query) {
    const dram = dramOf(query);
    if (dram === null) return null;
    return {
      ...priceFromRows(0, [dram.row], []),
      not_modelled: 'background power is part of the energy per bit',
    };
  },
  access_time_s: () => null,
});
