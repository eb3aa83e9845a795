import type { NmCore } from './hardware.ts';
import type { Side } from './side.ts';

/** Cycles of one tile of outputs on one core. */
export interface TileTime {
  readonly cycles: number;
  /** Cycles in which the multipliers work. */
  readonly compute: number;
  readonly drain: number;
}

type Ports = Pick<NmCore, 'operand_bytes_per_cycle' | 'drain_bytes_per_cycle'>;

/**
 * Two operand buffers take turns: while the units work on one step, the next one is loaded, and both wait for the later
 * of the two. Before it the first load, after it the outputs leave the accumulators.
 */
export function tileTime(
  a: Side,
  tileA: number,
  b: Side,
  tileB: number,
  slices_per_step: number,
  outputBits: number,
  { operand_bytes_per_cycle, drain_bytes_per_cycle }: Ports,
): TileTime {
  const { slices, steps } = a;
  const port = 8 * operand_bytes_per_cycle;
  const loadOf = (step: number): number =>
    Math.ceil((a.bits[tileA * steps + step]! + b.bits[tileB * steps + step]!) / port);
  let cycles = loadOf(0);
  let compute = 0;
  let slice = 0;
  for (let step = 0; step < steps; step++) {
    const end = Math.min(slices, slice + slices_per_step);
    let busy = 0;
    for (; slice < end; slice++) busy += a.beats[tileA * slices + slice]! * b.beats[tileB * slices + slice]!;
    const load = step + 1 < steps ? loadOf(step + 1) : 0;
    cycles += Math.max(busy, load);
    compute += busy;
  }
  const drain = Math.ceil((a.lines[tileA]! * b.lines[tileB]! * outputBits) / (8 * drain_bytes_per_cycle));
  return { cycles: cycles + drain, compute, drain };
}

/** Class of each tile: tiles of one class have the same beats, bits and lines. */
export function tileClasses({ tiles, slices, steps, lines, beats, bits }: Side): {
  readonly of: Int32Array;
  readonly first: readonly number[];
} {
  const of = new Int32Array(tiles);
  const first: number[] = [];
  for (let tile = 0; tile < tiles; tile++) {
    let found = -1;
    // Tiles that differ do so early; comparing with a few classes is enough to find the large ones.
    for (let c = Math.max(0, first.length - 8); c < first.length && found < 0; c++) {
      const other = first[c]!;
      let same = lines[tile] === lines[other];
      for (let s = 0; same && s < slices; s++) same = beats[tile * slices + s] === beats[other * slices + s];
      for (let s = 0; same && s < steps; s++) same = bits[tile * steps + s] === bits[other * steps + s];
      if (same) found = c;
    }
    if (found < 0) {
      found = first.length;
      first.push(tile);
    }
    of[tile] = found;
  }
  return { of, first };
}
