import { actionRows } from '../actionRows.ts';
import { defineTable } from '../defineTable.ts';
import { nodeScaling } from '../nodeScaling.ts';
import type { PriceQuery } from '../price.ts';
import { priceFromRows } from '../priceFromRows.ts';

const [mux2] = actionRows('switching', 'mux2');
const [router] = actionRows('switching', 'router');

/** 2:1 multiplexers of a selector: n trees of (m − 1) for each bit. */
function selectorOf({ component }: PriceQuery) {
  const { n, m, bits } = component.attributes;
  if (component.component !== 'selector') return null;
  if (typeof n !== 'number' || typeof m !== 'number' || typeof bits !== 'number') return null;
  return { tree: (m - 1) * bits, trees: n, words: `${m - 1} 2:1 multiplexers × ${bits} b` };
}

const routerOf = ({ component }: PriceQuery): number | null =>
  component.component === 'router' && typeof component.attributes['bits'] === 'number'
    ? component.attributes['bits'] / router!.bits
    : null;

export default defineTable({
  name: 'switching',
  description: 'Operand selectors as trees of 2:1 multiplexers, and network routers',
  energy_pj(query, action) {
    const selector = selectorOf(query);
    if (selector !== null && action === 'select') {
      const scaling = nodeScaling(mux2!.node_nm!, query.technology);
      if (scaling === null) return null;
      // Every candidate may have changed since the last pick, so the whole tree switches.
      const value = selector.tree * mux2!.energy_pj * scaling.energy;
      return priceFromRows(value, [mux2!], [selector.words, scaling.derivation]);
    }
    const share = routerOf(query);
    const scaling = nodeScaling(router!.node_nm!, query.technology);
    if (share === null || scaling === null || action !== 'hop') return null;
    return priceFromRows(share * router!.energy_pj * scaling.energy, [router!], [scaling.derivation]);
  },
  area_mm2(query) {
    const selector = selectorOf(query);
    const share = routerOf(query);
    const row = selector !== null ? mux2! : router!;
    const scaling = nodeScaling(row.node_nm!, query.technology);
    if (scaling === null) return null;
    if (selector !== null) {
      const um2 = selector.trees * selector.tree * row.area_um2! * scaling.area;
      return priceFromRows(
        um2 * 1e-6,
        [row],
        [`${selector.trees} × ${selector.words}`, row.notes, scaling.derivation],
      );
    }
    if (share === null) return null;
    return priceFromRows(share * row.area_um2! * 1e-6 * scaling.area, [row], [scaling.derivation]);
  },
  leakage_w(query) {
    const row = selectorOf(query) !== null ? mux2! : routerOf(query) !== null ? router! : null;
    if (row === null) return null;
    return { ...priceFromRows(0, [row], []), not_modelled: 'the source gives no leakage' };
  },
  access_time_s: () => null,
});
