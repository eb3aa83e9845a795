import type { ActionCount, ComponentInstance } from '../../../arch/defineComponent.ts';
import dram from '../../../arch/dram.ts';
import mac from '../../../arch/mac.ts';
import { memoryKind } from '../../../arch/offChipMemory.ts';
import sram from '../../../arch/sram.ts';
import type { Traffic } from '../../execution.ts';
import type { ThreadHardware } from './hardware.ts';
import type { ThreadCounts } from './threadCounts.ts';

/** Bits of one access as priced: the tables give energy by bit, so the width of DRAM only sets the unit. */
const dramBits = 64;
const scratchpadBits = 128;
/** Multipliers of the cores: double precision. */
const valueBits = 64;

/** The hardware as priced. The cores themselves are not: docs/models/spgemm.md. */
export function threadComponents({ cores, scratchpad, dram: memory }: ThreadHardware): ComponentInstance[] {
  const widths = { bits_a: valueBits, bits_b: valueBits, accumulator_bits: valueBits };
  const pad = {
    capacity_bytes: Math.ceil(scratchpad.capacity_kib * 1024),
    word_bits: scratchpadBits,
    banks: scratchpad.banks,
    ports: 1,
  };
  return [
    {
      name: 'cores.mac',
      component: mac.name,
      count: cores.count,
      attributes: { ...mac.attributes(widths), kind: 'float' },
    },
    { name: 'scratchpad', component: sram.name, count: 1, attributes: sram.attributes(pad) },
    {
      name: 'dram',
      component: dram.name,
      count: 1,
      attributes: dram.attributes({ kind: memoryKind(memory), bits: dramBits }),
    },
  ];
}

/** Every probe reads a slot, and a product that finds its place writes it; tokens are counters in the scratchpad. */
export function threadActions(
  products: number,
  counts: ThreadCounts,
  scratchpad: { readonly reads: number; readonly writes: number },
  traffic: readonly Traffic[],
): ActionCount[] {
  const off = traffic.filter(({ memory }) => memory === 'dram');
  const words = (key: 'read_bytes' | 'write_bytes'): number =>
    Math.ceil((8 * off.reduce((sum, row) => sum + row[key], 0)) / dramBits);
  return [
    { component: 'cores.mac', action: 'mac', count: products },
    { component: 'scratchpad', action: 'read', count: scratchpad.reads + counts.tokens },
    { component: 'scratchpad', action: 'write', count: scratchpad.writes + counts.tokens },
    { component: 'dram', action: 'read', count: words('read_bytes') },
    { component: 'dram', action: 'write', count: words('write_bytes') },
  ];
}
