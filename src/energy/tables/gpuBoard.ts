import { actionRows } from '../actionRows.ts';
import { defineTable } from '../defineTable.ts';
import type { Price, PriceQuery } from '../price.ts';
import { priceFromRows } from '../priceFromRows.ts';

const number = (query: PriceQuery, name: string): number | null => {
  const value = query.component.attributes[name];
  return typeof value === 'number' ? value : null;
};

const isGpu = ({ component }: PriceQuery): boolean => component.component === 'gpu';

/** Interface and device energy of a GPU memory, from the DRAM rows. */
function memory({ component }: PriceQuery, action: string): Price | null {
  const kind = component.attributes['kind'];
  if (component.component !== 'gpu-memory' || typeof kind !== 'string') return null;
  const [row] = actionRows('dram-per-bit', kind.toLowerCase());
  if (row === undefined || (action !== 'read_byte' && action !== 'write_byte')) return null;
  return priceFromRows(row.energy_pj * 8, [row], [`${row.energy_pj} pJ/bit × 8 b`]);
}

export default defineTable({
  name: 'gpu-board',
  description:
    'A GPU as its board: what the power limit leaves at the sustained rate, per multiply-accumulate; idle power as leakage',
  energy_pj(query, action) {
    if (!isGpu(query)) return memory(query, action);
    if (action !== 'mac') return null;
    const board = number(query, 'board_w');
    const idle = number(query, 'idle_w');
    const flops = number(query, 'rate_flops');
    if (board === null || idle === null || flops === null || flops === 0) return null;
    return {
      value: ((board - idle) / (flops / 2)) * 1e12,
      source:
        'power limit of the data sheet over the rate that large products sustain (the peak rate where none is known)',
      verified: 'derived: everything on the board but idle power is charged to the tensor cores',
      derivation: `(${board} W − ${idle} W) / (${flops} FLOP/s / 2)`,
    };
  },
  area_mm2(query) {
    if (query.component.component === 'gpu-memory')
      return { value: 0, source: 'off chip', verified: 'by definition' };
    const die = isGpu(query) ? number(query, 'die_mm2') : null;
    return die === null
      ? null
      : { value: die, source: 'data sheet of the device', verified: "the device's file says" };
  },
  leakage_w(query) {
    if (query.component.component === 'gpu-memory')
      return {
        value: 0,
        source: "part of the board's idle power",
        verified: 'by definition',
        not_modelled: 'background power is part of the idle board',
      };
    const idle = isGpu(query) ? number(query, 'idle_w') : null;
    return idle === null ? null : { value: idle, source: 'idle board', verified: "the device's file says" };
  },
  access_time_s: () => null,
});
