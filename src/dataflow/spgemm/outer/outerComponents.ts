import type { ComponentInstance } from '../../../arch/defineComponent.ts';
import dram from '../../../arch/dram.ts';
import mac from '../../../arch/mac.ts';
import { memoryKind } from '../../../arch/offChipMemory.ts';
import sram from '../../../arch/sram.ts';
import type { OuterHardware } from './hardware.ts';

/** The hardware as priced; memory outside the chip by 64 bits. */
export function outerComponents({
  array,
  multiply,
  merge,
  word_bits,
  dram: memory,
}: OuterHardware): ComponentInstance[] {
  const bits = array.value_bits;
  const elements = array.tiles * array.elements;
  const pad = (kib: number) =>
    sram.attributes({ capacity_bytes: Math.ceil(kib * 1024), word_bits, banks: 1, ports: 1 });
  return [
    {
      name: 'array.mac',
      component: mac.name,
      count: elements,
      attributes: mac.attributes({ bits_a: bits, bits_b: bits, accumulator_bits: bits }),
    },
    { name: 'tile.buffer', component: sram.name, count: array.tiles, attributes: pad(multiply.buffer_kib) },
    {
      name: 'element.scratchpad',
      component: sram.name,
      count: elements,
      attributes: pad(merge.scratchpad_kib),
    },
    {
      name: 'dram',
      component: dram.name,
      count: 1,
      attributes: dram.attributes({ kind: memoryKind(memory), bits: 64 }),
    },
  ];
}
