import type { NestSpace } from './nestSpace.ts';

function permutations(list: readonly number[]): number[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((head, i) =>
    permutations([...list.slice(0, i), ...list.slice(i + 1)]).map((tail) => [head, ...tail]),
  );
}

/**
 * Orders of a level's loops that can differ in cost. Where every tensor is free of halos, only the loops inside each
 * tensor's innermost relevant one matter, so orders with the same such sets stand for one another.
 */
export function levelOrders(space: NestSpace, level: number, looping: readonly number[]): number[][] {
  const fixed = space.orders[level];
  if (fixed !== undefined) return [fixed.filter((d) => looping.includes(d))];
  const all = permutations(looping);
  const { tensors } = space.problem;
  if (!tensors.every((t) => t.simple)) return all;
  const seen = new Set<string>();
  return all.filter((order) => {
    const key = tensors
      .map((t) => {
        let i = order.length;
        while (i > 0 && t.relevant[order[i - 1]!] === 0) i--;
        return order
          .slice(i)
          .sort((a, b) => a - b)
          .join();
      })
      .join('|');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Writes an order of the looping dims into a genome's row; the others stay outside. */
export function writeOrder(order: readonly number[], row: Uint8Array): void {
  const rest = Array.from(row.keys()).filter((d) => !order.includes(d));
  [...rest, ...order].forEach((d, i) => {
    row[i] = d;
  });
}
