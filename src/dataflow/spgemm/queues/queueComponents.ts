import type { ComponentInstance } from '../../../arch/defineComponent.ts';
import dram from '../../../arch/dram.ts';
import mac from '../../../arch/mac.ts';
import { memoryKind } from '../../../arch/offChipMemory.ts';
import sram from '../../../arch/sram.ts';
import type { QueueHardware } from './hardware.ts';

/** The hardware as priced: two sets of queues in each element; memory outside the chip by 64 bits. */
export function queueComponents({ elements, word_bits, dram: memory }: QueueHardware): ComponentInstance[] {
  const bits = elements.value_bits;
  const capacity_bytes = Math.ceil(elements.queue_kib * 1024);
  return [
    {
      name: 'array.mac',
      component: mac.name,
      count: elements.count,
      attributes: mac.attributes({ bits_a: bits, bits_b: bits, accumulator_bits: bits }),
    },
    {
      name: 'element.queues',
      component: sram.name,
      count: elements.count * 2 * elements.queues,
      attributes: sram.attributes({ capacity_bytes, word_bits, banks: 1, ports: 1 }),
    },
    {
      name: 'dram',
      component: dram.name,
      count: 1,
      attributes: dram.attributes({ kind: memoryKind(memory), bits: 64 }),
    },
  ];
}
