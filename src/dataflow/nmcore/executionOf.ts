import type { ActionCount } from '../../arch/defineComponent.ts';
import type { GemmView } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution, MacCounts, Traffic } from '../execution.ts';
import type { NmCoreHardware, NmCoreMapping } from './hardware.ts';
import type { MemoryTime } from './memoryTime.ts';
import { multipliersOf, type Scheme } from './scheme.ts';
import { type Footprint, trafficOf } from './traffic.ts';

/** Bits of one access of the memory, as priced. */
export const dramAccessBits = 64;

/** What all tiles of a layer took. */
export interface Work {
  /** From the first load to the last output, memory aside. */
  readonly makespan: number;
  /** Sums over all tiles. */
  readonly compute: number;
  readonly drain: number;
  readonly busy: number;
  /** Products of two non-zeros, and of a non-zero activation with anything: over all products. */
  readonly effectual: number;
  readonly fromActivations: number;
}

/** An execution from what the tiles took and what the operands occupy. */
export function executionOf(
  operation: Operation,
  view: GemmView,
  hardware: NmCoreHardware,
  mapping: NmCoreMapping,
  scheme: Scheme,
  work: Work,
  footprint: Footprint,
  timeOf: (traffic: readonly Traffic[]) => MemoryTime,
): Execution {
  const { core, buffer } = hardware;
  const { batch, m, n, k } = view;
  const { a, b, out } = operation.operands;
  const widths = { a: a.bits, b: b.bits, out: out.bits };
  const traffic = trafficOf(footprint, batch, widths, hardware, mapping);
  const memory = timeOf(traffic);
  const inside = memory.latency + work.makespan;
  const compute = Math.floor(work.compute / core.count);
  const drain = Math.floor(work.drain / core.count);
  const operand = Math.floor((work.busy - work.compute - work.drain) / core.count);
  const wait = Math.max(0, memory.cycles - inside);
  const cycles = inside + wait;
  const macs = macsOf(batch * m * n * k, m * footprint.b.values, scheme, work);

  const actions: ActionCount[] = [];
  const add = (component: string, action: string, count: number): void => {
    if (count > 0) actions.push({ component, action, count });
  };
  const slots = macs.effectual + macs.padded + macs.gated;
  add('core.mac', 'mac', macs.effectual + macs.padded);
  add('core.mac', 'gated', macs.gated);
  add('core.selector', 'select', slots);
  // The products of a beat are summed before they reach the accumulator.
  const sums = Math.ceil(slots / scheme.lanes);
  add('core.accumulator', 'read', sums);
  add('core.accumulator', 'write', sums);
  for (const name of ['buffer', 'dram']) {
    let read = 0;
    let written = 0;
    for (const row of traffic) {
      if (row.memory !== name) continue;
      read += row.read_bytes;
      written += row.write_bytes;
    }
    const bits = name === 'dram' ? dramAccessBits : buffer.word_bits;
    add(name, 'read', Math.ceil((8 * read) / bits));
    add(name, 'write', Math.ceil((8 * written) / bits));
  }
  return {
    cycles,
    breakdown: {
      fill: memory.latency,
      compute,
      operands: operand,
      drain,
      imbalance: work.makespan - compute - operand - drain,
      memory: wait,
    },
    macs,
    traffic,
    actions,
    ...(memory.dram !== undefined && { dram: memory.dram }),
    utilisation: { array: Math.min(1, macs.effectual / (cycles * core.count * multipliersOf(core))) },
  };
}

/**
 * What is not stored is skipped. Padding of groups, and zeros of activations that are read dense, are multiplied; where
 * activations come one by one, a weight that isn't there leaves the multiplier idle.
 */
function macsOf(dense: number, stored: number, scheme: Scheme, work: Work): MacCounts {
  const { effectual } = work;
  if (scheme.outer) return { effectual, skipped: dense - effectual, gated: 0, padded: 0 };
  if (scheme.serial) {
    const met = Math.max(effectual, work.fromActivations);
    return { effectual, skipped: dense - met, gated: met - effectual, padded: 0 };
  }
  const executed = Math.min(dense, Math.max(effectual, stored));
  return { effectual, skipped: dense - executed, gated: 0, padded: executed - effectual };
}
