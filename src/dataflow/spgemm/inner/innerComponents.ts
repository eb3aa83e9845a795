import type { ComponentInstance } from '../../../arch/defineComponent.ts';
import dram from '../../../arch/dram.ts';
import mac from '../../../arch/mac.ts';
import { memoryKind } from '../../../arch/offChipMemory.ts';
import sram from '../../../arch/sram.ts';
import type { InnerHardware } from './hardware.ts';

/** The hardware as priced; memory outside the chip by 64 bits. */
export function innerComponents(hardware: InnerHardware): ComponentInstance[] {
  const { array, last_level, word_bits } = hardware;
  const bits = array.value_bits;
  const pad = (kib: number, banks: number) =>
    sram.attributes({ capacity_bytes: Math.ceil(kib * 1024), word_bits, banks, ports: 1 });
  return [
    {
      name: 'array.mac',
      component: mac.name,
      count: array.elements,
      attributes: mac.attributes({ bits_a: bits, bits_b: bits, accumulator_bits: bits }),
    },
    {
      name: 'element.buffer',
      component: sram.name,
      count: array.elements,
      attributes: pad(array.buffer_kib, 1),
    },
    {
      name: 'last_level',
      component: sram.name,
      count: 1,
      attributes: pad(last_level.capacity_kib, last_level.banks),
    },
    {
      name: 'dram',
      component: dram.name,
      count: 1,
      attributes: dram.attributes({ kind: memoryKind(hardware.dram), bits: 64 }),
    },
  ];
}
