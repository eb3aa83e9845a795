import * as z from 'zod';
import type { ComponentInstance } from '../defineComponent.ts';
import sram from '../sram.ts';

/** `scratchpad: { capacity_kib: 4096, banks: 32, ports: 1, word_bytes: 8 }` in the hardware of a dataflow. */
export const scratchpadPart = z
  .strictObject({
    capacity_kib: z.number().positive().max(1_048_576).meta({ description: 'Capacity', unit: 'KiB' }),
    banks: z.int().min(1).max(4096).meta({ description: 'Banks, words interleaved over them' }),
    ports: z.int().min(1).max(8).default(1).meta({ description: 'Accesses that a bank serves in a cycle' }),
    word_bytes: z.int().min(1).max(256).meta({ description: 'One access to one bank', unit: 'bytes' }),
  })
  .meta({ description: 'Banked on-chip memory' });

export type ScratchpadPart = z.output<typeof scratchpadPart>;

export const scratchpadOf = (part: ScratchpadPart): BankedScratchpad =>
  createScratchpad(part.banks, part.ports, part.word_bytes);

/** As priced: charge `read` and `write` by the word. */
export const pricedScratchpad = (name: string, part: ScratchpadPart): ComponentInstance => ({
  name,
  component: sram.name,
  count: 1,
  attributes: sram.attributes({
    capacity_bytes: Math.ceil(part.capacity_kib * 1024),
    word_bits: 8 * part.word_bytes,
    banks: part.banks,
    ports: part.ports,
  }),
});

/**
 * Timing of a banked on-chip memory. A dataflow calls `accessBank` for each word, or `accessBytes` for a span, with the
 * cycle in which it asks, and goes on in the cycle returned; `conflicts` and `waited` say what the banks cost. Words are interleaved over the banks; a bank serves `ports` accesses a cycle in
 * the order in which they are asked for. Accesses must come in ascending order of cycles (equal ones as they arrive).
 */
export interface BankedScratchpad {
  readonly banks: number;
  readonly ports: number;
  /** Bytes of one access to one bank. */
  readonly wordBytes: number;
  /** Cycle of a bank's latest access, and how many it serves in that cycle. */
  readonly busy: Float64Array;
  readonly used: Int32Array;
  /** Word accesses so far, those that had to wait, and the cycles they waited. */
  accesses: number;
  conflicts: number;
  waited: number;
}

export const createScratchpad = (banks: number, ports: number, wordBytes: number): BankedScratchpad => ({
  banks,
  ports,
  wordBytes,
  busy: new Float64Array(banks).fill(-1),
  used: new Int32Array(banks),
  accesses: 0,
  conflicts: 0,
  waited: 0,
});

/** Cycle in which a bank serves one word asked for in `cycle`. */
export function accessBank(s: BankedScratchpad, cycle: number, bank: number): number {
  s.accesses++;
  let at = s.busy[bank]!;
  if (at < cycle) {
    s.busy[bank] = cycle;
    s.used[bank] = 1;
    return cycle;
  }
  if (s.used[bank]! < s.ports) s.used[bank]!++;
  else {
    s.busy[bank] = ++at;
    s.used[bank] = 1;
  }
  if (at > cycle) {
    s.conflicts++;
    s.waited += at - cycle;
  }
  return at;
}

/** Cycle in which the last word of `bytes` from `address` is served; its words are asked for together. */
export function accessBytes(s: BankedScratchpad, cycle: number, address: number, bytes: number): number {
  const last = Math.floor((address + bytes - 1) / s.wordBytes);
  let at = cycle;
  for (let word = Math.floor(address / s.wordBytes); word <= last; word++) {
    const served = accessBank(s, cycle, word % s.banks);
    if (served > at) at = served;
  }
  return at;
}
