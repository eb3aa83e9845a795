import type { Genome } from './genome.ts';
import { cloneGenome } from './genome.ts';

/** One mapping that no other evaluated one beats in both cycles and energy. */
export interface FrontPoint {
  readonly cycles: number;
  readonly energyPj: number;
  readonly genome: Genome;
}

/** Non-dominated mappings, by ascending cycles and so descending energy. */
export type ParetoFront = FrontPoint[];

/** Enters a mapping unless another is at least as good in both; drops those that it beats. */
export function enterFront(front: ParetoFront, cycles: number, energyPj: number, genome: Genome): void {
  let low = 0;
  let high = front.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (front[middle]!.cycles <= cycles) low = middle + 1;
    else high = middle;
  }
  if (low > 0 && front[low - 1]!.energyPj <= energyPj) return;
  let from = low;
  while (from > 0 && front[from - 1]!.cycles === cycles) from--;
  let to = low;
  while (to < front.length && front[to]!.energyPj >= energyPj) to++;
  front.splice(from, to - from, { cycles, energyPj, genome: cloneGenome(genome) });
}
