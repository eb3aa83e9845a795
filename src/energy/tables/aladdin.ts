import { actionRows } from '../actionRows.ts';
import { arithmeticTable } from '../arithmeticTable.ts';
import { defineTable } from '../defineTable.ts';
import { nodeScaling } from '../nodeScaling.ts';
import type { Price, PriceQuery } from '../price.ts';
import { priceFromRows } from '../priceFromRows.ts';
import { isSmallMemory } from '../smallMemory.ts';

const arithmetic = arithmeticTable('aladdin-40nm', 40);
const [flipFlop] = actionRows('aladdin-40nm', 'flip_flop');

/** A register of `bits` flip-flops; a memory too small for CACTI is made of them too (decoder and multiplexers are left out). */
function flipFlops({ component }: PriceQuery): { readonly bits: number; readonly width: number } | null {
  const { bits, capacity_bytes, word_bits, banks } = component.attributes;
  if (component.component === 'register' && typeof bits === 'number') return { bits, width: bits };
  if (component.component !== 'sram' || typeof capacity_bytes !== 'number') return null;
  if (typeof word_bits !== 'number' || typeof banks !== 'number') return null;
  if (!isSmallMemory({ capacity_bytes, word_bits, banks })) return null;
  return { bits: capacity_bytes * 8, width: word_bits };
}

function flipFlopPrice(query: PriceQuery, value: number, factor: number, note: string): Price {
  const small = query.component.component === 'sram' ? 'too small for an SRAM array: made of flip-flops' : '';
  return priceFromRows(value * factor, [flipFlop!], [small, note]);
}

export default defineTable({
  name: 'aladdin-40nm',
  description:
    'Registers, and multiply-accumulate units where no other table knows them, after Aladdin at 40 nm, 1 ns',
  fallback: true,
  energy_pj(query, action) {
    const size = flipFlops(query);
    if (size === null) return arithmetic.energy_pj(query, action);
    const scaling = nodeScaling(40, query.technology);
    if (scaling === null) return null;
    if (action === 'write')
      return flipFlopPrice(query, size.width * flipFlop!.energy_pj, scaling.energy, scaling.derivation);
    return action === 'read'
      ? flipFlopPrice(query, 0, 1, 'outputs are always driven: their switching is in the write')
      : null;
  },
  area_mm2(query) {
    const size = flipFlops(query);
    if (size === null) return arithmetic.area_mm2(query);
    const scaling = nodeScaling(40, query.technology);
    if (scaling === null) return null;
    return flipFlopPrice(query, size.bits * flipFlop!.area_um2! * 1e-6, scaling.area, scaling.derivation);
  },
  leakage_w(query) {
    const size = flipFlops(query);
    if (size === null) return arithmetic.leakage_w(query);
    const note = 'of 40 nm general-purpose transistors, not scaled';
    return flipFlopPrice(query, size.bits * flipFlop!.leakage_uw! * 1e-6, 1, note);
  },
  access_time_s: () => null,
});
