import type { ComponentInstance } from '../../arch/defineComponent.ts';
import dram from '../../arch/dram.ts';
import mac from '../../arch/mac.ts';
import { memoryKind } from '../../arch/offChipMemory.ts';
import register from '../../arch/register.ts';
import selector from '../../arch/selector.ts';
import sram from '../../arch/sram.ts';
import { dramAccessBits } from './executionOf.ts';
import { groupShape, type NmCoreHardware } from './hardware.ts';
import { multipliersOf } from './scheme.ts';

/** Candidates among which a multiplier's partner is selected: the widest group that a core supports. */
function candidatesOf({ core }: NmCoreHardware): number {
  const { sparsity, units_m, units_n } = core;
  switch (sparsity.scheme) {
    case 'groups':
      return Math.max(...sparsity.shapes.map((shape) => groupShape(shape).m));
    case 'row-wise':
      return sparsity.m;
    case 'hierarchical':
      return sparsity.inner.m * sparsity.outer.m;
    case 'paired-blocks':
      return sparsity.n;
    case 'outer-product':
      // Condensed operands: any non-zero may come to any place of the outer product.
      return Math.max(units_m, units_n);
  }
}

/** The hardware as priced: multipliers with a selector and a share of an accumulator each. */
export function nmCoreComponents(hardware: NmCoreHardware): ComponentInstance[] {
  const { core, buffer, dram: memory } = hardware;
  const { bits_a, bits_b, accumulator_bits } = core;
  const macs = core.count * multipliersOf(core);
  const m = Math.max(2, candidatesOf(hardware));
  const instance = (
    name: string,
    component: { readonly name: string },
    count: number,
    attributes: ComponentInstance['attributes'],
  ): ComponentInstance => ({ name, component: component.name, count, attributes });
  return [
    instance('core.mac', mac, macs, mac.attributes({ bits_a, bits_b, accumulator_bits })),
    instance('core.selector', selector, macs, selector.attributes({ n: 1, m, bits: bits_a })),
    instance(
      'core.accumulator',
      register,
      core.count * core.tile_m * core.tile_n,
      register.attributes({ bits: accumulator_bits }),
    ),
    instance(
      'buffer',
      sram,
      1,
      sram.attributes({
        capacity_bytes: Math.ceil(buffer.total_kib * 1024),
        word_bits: buffer.word_bits,
        banks: buffer.banks,
        ports: 1,
      }),
    ),
    instance('dram', dram, 1, dram.attributes({ kind: memoryKind(memory), bits: dramAccessBits })),
  ];
}
