import { type LoopNest, TEMPORAL } from './loopNest.ts';
import type { CompiledTensor, NestProblem } from './nestProblem.ts';

/** A set of like children: an index per spatial loop above them, and how many there are. */
export interface Child {
  readonly index: Float64Array;
  /** Children at distinct positions, and all of them. */
  readonly positions: number;
  readonly count: number;
  /** Children with the same place can only differ in dims that do not index the tensor. */
  readonly place: string;
}

/** Index classes of a spatial loop: below, at and above its residual digit; all alike where the dim is perfect. */
function classes(
  nest: LoopNest,
  digits: Float64Array,
  loop: number,
  perfect: boolean,
  explicit: boolean,
): [number, number][] {
  const n = nest.factor[loop]!;
  if (explicit) return Array.from({ length: n }, (_, i) => [i, 1]);
  if (perfect) return [[0, n]];
  const turn = digits[loop]!;
  const found: [number, number][] = [[turn, 1]];
  if (turn > 0) found.unshift([0, turn]);
  if (turn < n - 1) found.push([turn + 1, n - 1 - turn]);
  return found;
}

/** The children under a level by class: instances of the level (spatial loops before `from`), and those of one of them. */
export function residualChildren(
  problem: NestProblem,
  nest: LoopNest,
  tensor: CompiledTensor,
  from: number,
  boundary: number,
  digits: Float64Array,
): { readonly parents: readonly Child[]; readonly siblings: readonly Child[] } {
  const dims = problem.dimNames.length;
  const product = new Float64Array(dims).fill(1);
  for (let l = 0; l < nest.count; l++) product[nest.dim[l]!]! *= nest.factor[l]!;
  const perfect = (d: number): boolean => product[d] === problem.dimSizes[d];
  const crossed = new Set<number>();
  for (let r = 0; r < tensor.rankCount; r++) {
    const spread = new Set<number>();
    for (let l = from; l < boundary; l++)
      if (tensor.coefficient[r * dims + nest.dim[l]!]! > 0) spread.add(nest.dim[l]!);
    if (spread.size > 1) for (const d of spread) crossed.add(d);
  }
  const expand = (first: number, end: number, siblings: boolean): Child[] => {
    let children: Child[] = [{ index: new Float64Array(nest.count), positions: 1, count: 1, place: '' }];
    for (let l = first; l < end; l++) {
      if (nest.kind[l] === TEMPORAL) continue;
      const d = nest.dim[l]!;
      const own = classes(nest, digits, l, perfect(d), siblings && crossed.has(d));
      children = children.flatMap((child) =>
        own.map(([i, count]): Child => {
          const index = child.index.slice();
          index[l] = i;
          const relevant = tensor.relevant[d] === 1;
          return {
            index,
            count: child.count * count,
            positions: child.positions * (relevant ? count : 1),
            place: relevant && !crossed.has(d) ? `${child.place}/${i}` : child.place,
          };
        }),
      );
    }
    return children;
  };
  return { parents: expand(0, from, false), siblings: expand(from, boundary, true) };
}
