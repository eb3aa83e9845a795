import type { ActionCount } from '../../arch/defineComponent.ts';
import type { MacCounts, Traffic } from '../execution.ts';
import type { ArrayCounts } from './arrayCounts.ts';
import { dramAccessBits } from './components.ts';
import type { Chip } from './hardware.ts';
import type { Problem } from './problem.ts';

/** What each component did. Memories are charged by whole words of their width. */
export function actionsOf(
  problem: Problem,
  hardware: Chip,
  macs: MacCounts,
  traffic: readonly Traffic[],
  array: ArrayCounts,
): ActionCount[] {
  const actions: ActionCount[] = [];
  const add = (component: string, action: string, count: number) => {
    if (count > 0) actions.push({ component, action, count });
  };
  const slots = macs.effectual + macs.gated + macs.padded;
  const active = macs.effectual + macs.padded;
  add('array.mac', 'mac', active);
  add('array.mac', 'gated', macs.gated);
  add('array.register_a', 'read', active);
  add('array.register_a', 'write', array.hopsA);
  add('array.register_b', 'read', active);
  add('array.register_b', 'write', array.hopsB);
  add('array.register_out', 'read', slots);
  add('array.register_out', 'write', slots);
  add('array.wire_a', 'transfer', array.hopsA);
  add('array.wire_b', 'transfer', array.hopsB);
  add('array.wire_out', 'transfer', array.hopsOut);
  if (problem.sparse !== null) add('array.selector', 'select', slots);

  const memories = new Map<string, { read: number; write: number }>();
  for (const { memory, read_bytes, write_bytes } of traffic) {
    const sum = memories.get(memory) ?? { read: 0, write: 0 };
    sum.read += read_bytes;
    sum.write += write_bytes;
    memories.set(memory, sum);
  }
  for (const [memory, { read, write }] of memories) {
    const bits = memory === 'dram' ? dramAccessBits : hardware.scratchpad.word_bits;
    add(memory, 'read', Math.ceil((8 * read) / bits));
    add(memory, 'write', Math.ceil((8 * write) / bits));
  }
  return actions;
}
