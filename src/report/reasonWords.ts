/** Words for reasons that several dataflows share; a reason that isn't here is shown by its own name. */
const words: Readonly<Record<string, string>> = {
  compute: 'compute',
  fill_drain: 'pipeline fill and drain',
  fill: 'pipeline fill',
  drain: 'pipeline drain',
  dram: 'DRAM bandwidth',
  dram_a: 'DRAM bandwidth for operand A',
  dram_b: 'DRAM bandwidth for operand B',
  dram_out: 'DRAM bandwidth for the output',
  bank: 'scratchpad bank conflicts',
  imbalance: 'load imbalance',
  merge: 'the merge of partial results',
  hbm: 'HBM bandwidth',
  overrun: 'loads that outrun the memory',
  shared_memory: 'shared-memory bandwidth',
  power: 'the power limit',
  launch: 'launch overhead',
  idle: 'idle time',
};

/** How a reason reads in a sentence: `dram_b` → `DRAM bandwidth for operand B`. */
export function reasonWords(reason: string): string {
  return Object.hasOwn(words, reason) ? words[reason]! : reason.replaceAll('_', ' ');
}
