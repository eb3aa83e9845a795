import { exp2, log2 } from '../../core/logarithm.ts';
import { type ActionRow, actionRows } from '../actionRows.ts';
import { defineTable } from '../defineTable.ts';
import { bracket } from '../piecewise.ts';
import type { Price, PriceQuery } from '../price.ts';
import { priceFromRows } from '../priceFromRows.ts';

/** Of random data, half of the wires change from one value to the next. */
const activity = 0.5;

interface Wire {
  readonly bits: number;
  readonly length_mm: number;
  readonly low: ActionRow;
  readonly high: ActionRow;
  readonly weight: number;
  readonly note: string;
}

/** The rows on both sides of the design's node; the smallest node also stands for smaller ones. */
function wireOf({ component, technology }: PriceQuery): Wire | null {
  const { bits, length_mm } = component.attributes;
  if (component.component !== 'wire' || typeof bits !== 'number' || typeof length_mm !== 'number')
    return null;
  const rows = actionRows('cacti7-wire', 'wire_mm').filter((row) => row.device === technology.device);
  const nodes = rows.map((row) => row.node_nm!);
  if (technology.node_nm > nodes.at(-1)!) return null;
  const { lower, upper, weight } = bracket(nodes.map(log2), log2(technology.node_nm));
  const [low, high] = [rows[lower]!, rows[upper]!];
  const note =
    technology.node_nm < nodes[0]!
      ? `wire of ${nodes[0]} nm, not scaled`
      : low === high
        ? ''
        : `between ${low.node_nm} and ${high.node_nm} nm`;
  return { bits, length_mm, low, high, weight, note };
}

const between = (wire: Wire, value: (row: ActionRow) => number): number =>
  exp2(log2(value(wire.low)) * (1 - wire.weight) + log2(value(wire.high)) * wire.weight);

const priced = (wire: Wire, value: number, note: string): Price =>
  priceFromRows(value, wire.low === wire.high ? [wire.low] : [wire.low, wire.high], [note, wire.note]);

export default defineTable({
  name: 'cacti7-wire',
  description: 'Repeated on-chip wires by CACTI 7.0, semi-global, 30 % delay overhead, 22 to 90 nm',
  energy_pj(query, action) {
    const wire = wireOf(query);
    if (wire === null || action !== 'transfer') return null;
    const each = between(wire, (row) => row.energy_pj);
    const value = each * wire.bits * wire.length_mm * activity;
    return priced(
      wire,
      value,
      `${each.toPrecision(3)} pJ/bit/mm × ${wire.bits} b × ${wire.length_mm} mm × activity ${activity}`,
    );
  },
  area_mm2(query) {
    const wire = wireOf(query);
    if (wire === null) return null;
    return {
      ...priced(wire, 0, ''),
      not_modelled: 'wires run above the cells; their repeaters are left out',
    };
  },
  leakage_w(query) {
    const wire = wireOf(query);
    if (wire === null) return null;
    const nearest = wire.weight < 0.5 ? wire.low : wire.high;
    return priced(
      wire,
      nearest.leakage_uw! * 1e-6 * wire.bits * wire.length_mm,
      `repeaters of ${nearest.node_nm} nm`,
    );
  },
  access_time_s(query) {
    const wire = wireOf(query);
    if (wire === null) return null;
    return priced(
      wire,
      between(wire, (row) => row.delay_ns_mm!) * wire.length_mm * 1e-9,
      'delay per mm × length',
    );
  },
});
