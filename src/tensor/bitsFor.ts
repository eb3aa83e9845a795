/** Bits that tell `values` different values apart: ⌈log2 values⌉, 0 for a single one. */
export function bitsFor(values: number): number {
  let bits = 0;
  for (let reach = 1; reach < values; reach *= 2) bits += 1;
  return bits;
}
