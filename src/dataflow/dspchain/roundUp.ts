/** N of a block whose fullest column has `count` non-zeros: a power of two, at most `block`; 0 for an empty block. */
export function roundUp(count: number, block: number): number {
  let n = count === 0 ? 0 : 1;
  while (n < count) n *= 2;
  return Math.min(n, block);
}
