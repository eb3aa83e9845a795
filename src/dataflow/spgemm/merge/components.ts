import type { ActionCount, ComponentInstance } from '../../../arch/defineComponent.ts';
import dram from '../../../arch/dram.ts';
import mac from '../../../arch/mac.ts';
import { memoryKind } from '../../../arch/offChipMemory.ts';
import sram from '../../../arch/sram.ts';
import type { Traffic } from '../../execution.ts';
import type { MergeHardware } from './hardware.ts';
import type { MergeCounts } from './mergeCounts.ts';

/** Bits of one access as priced: the tables give energy by bit, so the width of DRAM only sets the unit. */
const dramBits = 64;
/** Multipliers: double precision. */
const valueBits = 64;

/** The hardware as priced; comparators of the mergers are not. */
export function mergeComponents({ elements, cache, dram: memory }: MergeHardware): ComponentInstance[] {
  const widths = { bits_a: valueBits, bits_b: valueBits, accumulator_bits: valueBits };
  const lines = {
    capacity_bytes: Math.ceil(cache.capacity_kib * 1024),
    word_bits: 8 * cache.line_bytes,
    banks: cache.banks,
    ports: 1,
  };
  return [
    {
      name: 'elements.mac',
      component: mac.name,
      count: elements.count,
      attributes: { ...mac.attributes(widths), kind: 'float' },
    },
    { name: 'cache', component: sram.name, count: 1, attributes: sram.attributes(lines) },
    {
      name: 'dram',
      component: dram.name,
      count: 1,
      attributes: dram.attributes({ kind: memoryKind(memory), bits: dramBits }),
    },
  ];
}

/** A line asked for is read once; one that came from memory, or that a merger made, is written once. */
export function mergeActions(
  products: number,
  counts: MergeCounts,
  traffic: readonly Traffic[],
): ActionCount[] {
  const off = traffic.filter(({ memory }) => memory === 'dram');
  const words = (key: 'read_bytes' | 'write_bytes'): number =>
    Math.ceil((8 * off.reduce((sum, row) => sum + row[key], 0)) / dramBits);
  return [
    { component: 'elements.mac', action: 'mac', count: products },
    { component: 'cache', action: 'read', count: counts.lines + counts.evicted },
    { component: 'cache', action: 'write', count: counts.missesB + counts.placed },
    { component: 'dram', action: 'read', count: words('read_bytes') },
    { component: 'dram', action: 'write', count: words('write_bytes') },
  ];
}
