/** Below these CACTI finds no organisation: such a memory is made of flip-flops. */
const minWords = 32;
const minBytes = 64;

/** Whether the banks of a memory are too small for CACTI's arrays. */
export function isSmallMemory(memory: {
  readonly capacity_bytes: number;
  readonly word_bits: number;
  readonly banks: number;
}): boolean {
  const bytes = memory.capacity_bytes / memory.banks;
  return bytes < minBytes || (bytes * 8) / memory.word_bits < minWords;
}
