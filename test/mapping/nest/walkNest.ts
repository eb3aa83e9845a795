import type { Einsum, EinsumTensor } from '../../../src/mapping/nest/einsum.ts';
import type { NestMapping } from '../../../src/mapping/nest/nestMapping.ts';

/** Totals over all instances of a level for one tensor, as the walk counts them word by word. */
export interface WalkedCell {
  /** Words read from (or written to) the level for the level below, and those counted once per receiver. */
  accesses: number;
  received: number;
}

interface WalkedLoop {
  readonly dim: string;
  readonly count: number;
  readonly level: number;
  readonly spatial: boolean;
  readonly step: number;
}

/** Loops outermost first; y loops outside x loops. */
function flatten(mapping: NestMapping): WalkedLoop[] {
  const loops = mapping.flatMap((entry, level) => [
    ...entry.temporal.map(([dim, count]) => ({ dim, count, level, spatial: false })),
    ...[...(entry.spatial?.y ?? []), ...(entry.spatial?.x ?? [])].map(([dim, count]) => ({
      dim,
      count,
      level,
      spatial: true,
    })),
  ]);
  return loops.map((loop, i) => ({
    ...loop,
    step: loops.slice(i + 1).reduce((p, l) => (l.dim === loop.dim ? p * l.count : p), 1),
  }));
}

function tuples(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (all, n) => all.flatMap((t) => Array.from({ length: n }, (_, i) => [...t, i])),
    [[]],
  );
}

interface Held {
  words: Set<string>;
  corner: readonly number[];
  vector: readonly number[] | null;
}

/** All words of the bounding box of a tensor over dim ranges, as strings, and its low corner. */
function boxOf(
  tensor: EinsumTensor,
  from: Record<string, number>,
  to: Record<string, number>,
): { words: Set<string>; corner: number[] } {
  const ranges = tensor.ranks.map((terms) => {
    let lo = 0;
    let hi = 0;
    for (const { dim, coefficient } of terms) {
      lo += coefficient * from[dim]!;
      hi += coefficient * (to[dim]! - 1);
    }
    return [lo, hi] as const;
  });
  const words = new Set(
    tuples(ranges.map(([lo, hi]) => hi - lo + 1)).map((t) => t.map((v, r) => v + ranges[r]![0]).join()),
  );
  return { words, corner: ranges.map(([lo]) => lo) };
}

/**
 * Walks every iteration of a nest and counts every word that crosses from level `level` to the one below (the compute,
 * below the last), for one tensor. A child keeps its tile while idle, and reuses the overlap with it only while the
 * tile keeps moving by the same vector.
 */
export function walkTransfers(
  einsum: Einsum,
  mapping: NestMapping,
  tensor: EinsumTensor,
  level: number,
): WalkedCell {
  const loops = flatten(mapping);
  const above = loops.filter((l) => l.level <= level);
  const toCompute = level === mapping.length - 1;
  const time = above.filter((l) => !l.spatial);
  const parents = above.filter((l) => l.spatial && l.level < level);
  const siblings = above.filter((l) => l.spatial && l.level === level);
  const tile: Record<string, number> = {};
  for (const dim of Object.keys(einsum.dims))
    tile[dim] = loops.filter((l) => l.level > level && l.dim === dim).reduce((p, l) => p * l.count, 1);
  const total: WalkedCell = { accesses: 0, received: 0 };
  const steps = tuples(time.map((l) => l.count));
  for (const parent of tuples(parents.map((l) => l.count))) {
    const held = new Map<string, Held>();
    for (const now of steps) {
      const sent = new Set<string>();
      for (const sibling of tuples(siblings.map((l) => l.count))) {
        const from: Record<string, number> = {};
        for (const dim of Object.keys(einsum.dims)) from[dim] = 0;
        time.forEach((l, i) => {
          from[l.dim]! += now[i]! * l.step;
        });
        parents.forEach((l, i) => {
          from[l.dim]! += parent[i]! * l.step;
        });
        siblings.forEach((l, i) => {
          from[l.dim]! += sibling[i]! * l.step;
        });
        const to: Record<string, number> = {};
        for (const [dim, size] of Object.entries(einsum.dims))
          to[dim] = Math.min(size, from[dim]! + tile[dim]!);
        if (Object.keys(einsum.dims).some((dim) => from[dim]! >= einsum.dims[dim]!)) continue;
        const { words, corner } = boxOf(tensor, from, to);
        const id = sibling.join();
        const old = toCompute ? undefined : held.get(id);
        const vector = old === undefined ? null : corner.map((v, r) => v - old.corner[r]!);
        const reuse = old !== undefined && (old.vector === null || old.vector.join() === vector!.join());
        const fresh = reuse ? [...words].filter((w) => !old.words.has(w)) : [...words];
        held.set(id, { words, corner, vector: reuse ? vector : null });
        total.received += fresh.length;
        const key = `${[...words].join(';')}|${fresh.join(';')}`;
        if (fresh.length > 0 && !sent.has(key)) {
          sent.add(key);
          total.accesses += fresh.length;
        }
      }
    }
  }
  return total;
}

/** Temporal steps that do something. */
export function walkSteps(einsum: Einsum, mapping: NestMapping): number {
  const time = flatten(mapping).filter((l) => !l.spatial);
  return tuples(time.map((l) => l.count)).filter((now) => {
    const from: Record<string, number> = {};
    time.forEach((l, i) => {
      from[l.dim] = (from[l.dim] ?? 0) + now[i]! * l.step;
    });
    return Object.entries(einsum.dims).every(([dim, size]) => (from[dim] ?? 0) < size);
  }).length;
}
