/**
 * Timing of a banked on-chip memory. Words are interleaved over the banks; a bank serves `ports` accesses a cycle in
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
