/**
 * One operand cut for the cores: tiles of its tokens or outputs times K. Beats of the two sides multiply, slice by slice,
 * to the cycles of a tile.
 */
export interface Side {
  readonly tiles: number;
  readonly slices: number;
  readonly steps: number;
  /** Tokens or outputs of each tile. */
  readonly lines: Int32Array;
  /** tiles × slices. */
  readonly beats: Int32Array;
  /** tiles × steps: bits that a fill of the operand buffer moves. */
  readonly bits: Float64Array;
  /** Values kept, padding of groups among them, and the bits that say where they lie: of the whole operand. */
  readonly values: number;
  readonly metadata_bits: number;
}

/** Bits that tell one of `choices` apart. */
export const indexBits = (choices: number): number => {
  let bits = 0;
  for (let told = 1; told < choices; told *= 2) bits += 1;
  return bits;
};
