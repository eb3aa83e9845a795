/**
 * Cycles in which a pool of DSP chains works through a run of K blocks. Block i of the run has `slots[i]` chain slots: a
 * 16 × 16 weight block kept N:16 takes N of them, as a chain of 16 multipliers split into 16 / N groups serves 16 / N
 * columns at once (FlightLLM, section 3.2.1). A cycle has `chains` slots; it may hold the end of a block and
 * the start of the next, but the activation buffer reads one word a cycle, so that at most one block begins in a cycle.
 * Blocks without slots are not read.
 */
export function chainCycles(slots: ArrayLike<number>, chains: number): number {
  let next = 0;
  let began = -1;
  for (let i = 0; i < slots.length; i++) {
    const work = slots[i]!;
    if (work === 0) continue;
    const earliest = (began + 1) * chains;
    if (next < earliest) next = earliest;
    began = Math.floor(next / chains);
    next += work;
  }
  return Math.ceil(next / chains);
}

/** The same for `blocks` equal blocks. */
export function uniformChainCycles(blocks: number, work: number, chains: number): number {
  if (work === 0 || blocks === 0) return 0;
  // With no more than a cycle of work, each begins a cycle of its own.
  return work <= chains ? blocks : Math.ceil((blocks * work) / chains);
}
