import type { ElementTiles, TileLoop } from './elementTiles.ts';
import type { TileWork } from './tileWork.ts';

/** What the elements did, step by step. */
export interface WalkedSteps {
  /** Σ over steps of ⌈slots of all elements / units in use⌉: with work that spreads evenly. */
  readonly even: number;
  /** Further cycles that the element with most work needs. */
  readonly imbalance: number;
  /** Steps in which no element has a slot: a cycle each, to hand over their tiles. */
  readonly empty: number;
  /** Slots of all elements and steps. */
  readonly slots: number;
}

/**
 * Runs the steps in order. In each the elements work on their tiles, ⌈slots / lanes⌉ cycles each, and the next step begins
 * when the last one is done: tiles are handed over together.
 */
export function walkSteps({ steps, elements, lanes, tile }: ElementTiles, work: TileWork): WalkedSteps {
  const at = new Float64Array(tile.length);
  const inner = offsets(elements, tile.length);
  const count = inner.length / tile.length;
  const position = new Float64Array(tile.length);
  let even = 0;
  let imbalance = 0;
  let empty = 0;
  let slots = 0;
  const step = (): void => {
    let most = 0;
    let sum = 0;
    for (let e = 0; e < count; e++) {
      for (let d = 0; d < at.length; d++) position[d] = at[d]! + inner[e * at.length + d]!;
      const own = work.slots(position);
      sum += own;
      if (own > most) most = own;
    }
    slots += sum;
    if (sum === 0) {
      empty += 1;
      return;
    }
    const level = Math.ceil(sum / (count * lanes));
    even += level;
    imbalance += Math.ceil(most / lanes) - level;
  };
  const walk = (loop: number): void => {
    if (loop === steps.length) {
      step();
      return;
    }
    const { dim, factor, stride } = steps[loop]!;
    const start = at[dim]!;
    for (let i = 0; i < factor; i++) {
      at[dim] = start + i * stride;
      walk(loop + 1);
    }
    at[dim] = start;
  };
  walk(0);
  return { even, imbalance, empty, slots };
}

/** Tile offset of each element, `element × dims + dim`. */
function offsets(loops: readonly TileLoop[], dims: number): Float64Array {
  let list: Float64Array[] = [new Float64Array(dims)];
  for (const { dim, factor, stride } of loops)
    list = list.flatMap((base) =>
      Array.from({ length: factor }, (_, i) => {
        const moved = base.slice();
        moved[dim] = moved[dim]! + i * stride;
        return moved;
      }),
    );
  const flat = new Float64Array(list.length * dims);
  list.forEach((offset, e) => {
    flat.set(offset, e * dims);
  });
  return flat;
}
