import type { Chip } from './hardware.ts';
import type { Problem } from './problem.ts';
import { limitA, limitB } from './tileLimits.ts';
import { tileBytesOut } from './tiling.ts';

/** Operands kept whole, as bits: a 1, b 2, out 4. */
export const residentA = 1;
export const residentB = 2;
export const residentOut = 4;

export function residentMask(resident: readonly string[]): number {
  let mask = 0;
  for (const operand of resident)
    mask |= operand === 'a' ? residentA : operand === 'b' ? residentB : residentOut;
  return mask;
}

/** What a problem's tiles occupy in the scratchpads of a design; made once, asked for many mappings. */
export class Capacity {
  /** Bytes; `shared` where one scratchpad holds all operands. */
  readonly roomA: number;
  readonly roomB: number;
  readonly roomOut: number;
  readonly shared: boolean;
  private readonly problem: Problem;
  private readonly buffers: number;
  private readonly wholeA: number;
  private readonly wholeB: number;
  private readonly groups: number;

  constructor(problem: Problem, { scratchpad }: Chip) {
    this.problem = problem;
    this.buffers = scratchpad.buffers;
    this.shared = scratchpad.arrangement === 'shared';
    const kib = 1024;
    const split = scratchpad.arrangement === 'split';
    this.roomA = (split ? scratchpad.a_kib : scratchpad.total_kib) * kib;
    this.roomB = (split ? scratchpad.b_kib : scratchpad.total_kib) * kib;
    this.roomOut = (split ? scratchpad.out_kib : scratchpad.total_kib) * kib;
    this.groups = Math.ceil(problem.batch / problem.sharedBy);
    this.wholeA = limitA(problem, problem.m, problem.space.slots);
    this.wholeB = limitB(problem, problem.n, problem.space.slots);
  }

  /** Tiles of a held at once. `tiles`: how many different ones a batch element has; a single one in all needs one place. */
  placesA(tiles: number): number {
    return this.problem.batch * tiles === 1 ? 1 : this.buffers;
  }

  /** Tiles of b held at once. */
  placesB(tiles: number): number {
    return this.groups * tiles === 1 ? 1 : this.buffers;
  }

  /** Bytes that tiles of m rows and k slots take. */
  bytesA(m: number, k: number, tiles: number, resident: number): number {
    const { batch } = this.problem;
    if ((resident & residentA) !== 0) return (batch === 1 ? 1 : this.buffers) * this.wholeA;
    return this.placesA(tiles) * limitA(this.problem, m, k);
  }

  bytesB(n: number, k: number, tiles: number, resident: number): number {
    if ((resident & residentB) !== 0) return (this.groups === 1 ? 1 : this.buffers) * this.wholeB;
    return this.placesB(tiles) * limitB(this.problem, n, k);
  }

  bytesOut(m: number, n: number, tiles: number, bits: number, resident: number): number {
    const { batch } = this.problem;
    if ((resident & residentOut) !== 0)
      return (batch === 1 ? 1 : this.buffers) * tileBytesOut(this.problem.m, this.problem.n, bits);
    return (batch * tiles === 1 ? 1 : this.buffers) * tileBytesOut(m, n, bits);
  }

  fits(a: number, b: number, out: number): boolean {
    return this.shared
      ? a + b + out <= this.roomA
      : a <= this.roomA && b <= this.roomB && out <= this.roomOut;
  }
}
