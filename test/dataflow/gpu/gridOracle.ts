/** One phase of a CTA: clock cycles, and what is computed when they are over. */
export interface Phase {
  readonly cycles: number;
  readonly done?: () => void;
}

/**
 * A grid of CTAs on slots, one clock at a time. A free slot takes the next CTA of the launch order; with `waves`, only when
 * all slots are free. `program` makes the phases of a CTA when it starts, knowing how many start with it.
 */
export function runGridOracle(
  ctas: number,
  slots: number,
  waves: boolean,
  program: (cta: number, together: number) => readonly Phase[],
) {
  const work: (Phase[] | null)[] = Array.from({ length: slots }, () => null);
  const left = new Array<number>(slots).fill(0);
  let next = 0;
  let clock = 0;
  let busy = 0;
  for (;;) {
    const idle = work.every((phases) => phases === null);
    if (!waves || idle) {
      const together = Math.min(slots, ctas - next);
      for (let s = 0; s < slots; s++)
        while (work[s] === null && next < ctas) {
          const phases = program(next, together).filter(({ cycles }) => cycles > 0);
          next += 1;
          // A CTA without work is over at once.
          if (phases.length === 0) continue;
          work[s] = phases;
          left[s] = phases[0]!.cycles;
        }
    }
    if (work.every((phases) => phases === null)) return { cycles: clock, busy };
    for (let s = 0; s < slots; s++) {
      const phases = work[s]!;
      if (phases === null) continue;
      busy += 1;
      left[s]! -= 1;
      if (left[s]! > 0) continue;
      phases.shift()!.done?.();
      if (phases.length > 0) left[s] = phases[0]!.cycles;
      else work[s] = null;
    }
    clock += 1;
    if (clock > 1e6) throw new Error('deadlock');
  }
}

/** Cycles until a port of `rate` bytes a clock has written `bytes`, counted one by one. */
export function writeCycles(bytes: number, rate: number): number {
  let cycles = 0;
  for (let left = bytes; left > 1e-9; left -= rate) cycles += 1;
  return cycles;
}

/** out[rows, cols] += a[rows, from … to) × b[from … to), cols), all row-major with strides k and n. */
export function multiplyTile(
  out: Float64Array,
  a: Float64Array,
  b: Float64Array,
  size: { readonly n: number; readonly k: number },
  rows: readonly [number, number],
  cols: readonly [number, number],
  inner: readonly [number, number],
): void {
  for (let i = rows[0]; i < rows[1]; i++)
    for (let j = cols[0]; j < cols[1]; j++)
      for (let l = inner[0]; l < inner[1]; l++)
        out[i * size.n + j]! += a[i * size.k + l]! * b[l * size.n + j]!;
}
