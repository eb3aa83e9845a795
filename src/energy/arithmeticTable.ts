import { actionRows } from './actionRows.ts';
import type { EnergyTable } from './defineTable.ts';
import { nodeScaling } from './nodeScaling.ts';
import type { Price, PriceQuery } from './price.ts';
import { priceFromRows } from './priceFromRows.ts';
import { type RowValue, type WidthEstimate, widthEstimate } from './widthRule.ts';

/** A unit and how often an operation uses it: a multiply-accumulate is a multiplier and an adder. */
interface Part {
  readonly item: string;
  readonly bits: number;
  readonly rule: 'power' | 'linear';
}

const multiplier: Readonly<Record<string, string>> = { int: 'int_mult', float: 'fp_mult', bf16: 'bf16_mult' };
const adder: Readonly<Record<string, string>> = { int: 'int_add', float: 'fp_add', bf16: 'fp_add' };

/** Parts of a `mac` or `adder` instance; null for other components and number kinds. */
function partsOf({ component }: PriceQuery): readonly Part[] | null {
  const { bits_a, bits_b, accumulator_bits, bits, kind = 'int' } = component.attributes;
  const multiply = multiplier[kind];
  const add = adder[kind];
  if (multiply === undefined || add === undefined) return null;
  const sum = (width: number): Part => ({
    item: add,
    bits: width,
    rule: kind === 'int' ? 'linear' : 'power',
  });
  if (component.component === 'adder' && typeof bits === 'number') return [sum(bits)];
  if (component.component !== 'mac') return null;
  if (typeof bits_a !== 'number' || typeof bits_b !== 'number' || typeof accumulator_bits !== 'number')
    return null;
  // An a × b array multiplier has a·b partial products: as large as a square one of √(a·b) bits.
  const width = bits_a === bits_b ? bits_a : Math.sqrt(bits_a * bits_b);
  return [{ item: multiply, bits: width, rule: 'power' }, sum(accumulator_bits)];
}

/**
 * Energy, area and leakage of multiply-accumulate units and adders from the rows of one family at one node, scaled to
 * the design's. Leakage is not scaled: no source says how, and it is an order of magnitude only.
 */
export function arithmeticTable(
  table: string,
  node_nm: number,
): Pick<EnergyTable, 'energy_pj' | 'area_mm2' | 'leakage_w' | 'access_time_s'> {
  const price = (query: PriceQuery, value: RowValue, unit: number): Price | null => {
    const parts = partsOf(query);
    const scaling = nodeScaling(node_nm, query.technology);
    if (parts === null || scaling === null) return null;
    const estimates: WidthEstimate[] = [];
    for (const { item, bits, rule } of parts) {
      const estimate = widthEstimate(actionRows(table, item), bits, value, rule);
      if (estimate === null) return null;
      estimates.push(estimate);
    }
    let sum = 0;
    for (const estimate of estimates) sum += estimate.value;
    const factor = value === 'energy_pj' ? scaling.energy : value === 'area_um2' ? scaling.area : 1;
    const terms = parts.map(({ item, bits }, i) => {
      const { value: figure, published } = estimates[i]!;
      return `${item} ${Number(bits.toFixed(2))} b ${figure.toPrecision(3)}${published ? '' : ' (by the width rule)'}`;
    });
    const note =
      value === 'leakage_uw'
        ? `of ${node_nm} nm general-purpose transistors, not scaled`
        : scaling.derivation;
    const rows = estimates.flatMap((estimate) => estimate.rows);
    return priceFromRows(sum * factor * unit, rows, [terms.join(' + '), note]);
  };
  return {
    energy_pj(query, action) {
      if (action === 'gated' && query.component.component === 'mac')
        return {
          value: 0,
          source: 'Accelergy Aladdin plug-in (commit 5e2e126): a gated multiplication costs its leakage',
          verified: 'verified in source',
          derivation: 'inputs held, nothing switches; leakage is counted by time',
        };
      return action === 'mac' || action === 'add' ? price(query, 'energy_pj', 1) : null;
    },
    area_mm2: (query) => price(query, 'area_um2', 1e-6),
    leakage_w: (query) => price(query, 'leakage_uw', 1e-6),
    access_time_s: () => null,
  };
}
