import type { LayerResult, PointResult } from '../../../engine/pointResult.ts';

/** Layers of the workload that are alike in both designs; a side is null where only the other one has them. */
export interface LayerPair {
  readonly name: string;
  readonly a: LayerResult | null;
  readonly b: LayerResult | null;
  /** How many layers of the workload the pair stands for. */
  readonly count: number;
}

const namesOf = (layer: LayerResult): readonly string[] =>
  layer.names.length === layer.count ? layer.names : [layer.name];

/** Matches two results layer by layer, by name; designs may group equal layers differently. In A's order. */
export function pairLayers(a: PointResult, b: PointResult): readonly LayerPair[] {
  const other = new Map(b.layers.flatMap((layer) => namesOf(layer).map((name) => [name, layer] as const)));
  const pairs: LayerPair[] = [];
  const seen = new Set<string>();
  for (const layer of a.layers) {
    const names = namesOf(layer);
    const groups = new Map<LayerResult | null, string[]>();
    for (const name of names) {
      seen.add(name);
      const match = other.get(name) ?? null;
      groups.set(match, [...(groups.get(match) ?? []), name]);
    }
    for (const [match, matched] of groups)
      pairs.push({
        name: matched[0]!,
        a: layer,
        b: match,
        count: layer.names.length === layer.count ? matched.length : layer.count,
      });
  }
  for (const layer of b.layers) {
    const names = namesOf(layer).filter((name) => !seen.has(name));
    if (names.length > 0)
      pairs.push({
        name: names[0]!,
        a: null,
        b: layer,
        count: layer.names.length === layer.count ? names.length : layer.count,
      });
  }
  return pairs;
}
