import type { Layer } from './layer.ts';

/** Layers of equal operation and stage become one line, in order of first appearance: simulated once, counted often. */
export function mergeLayers(layers: readonly Layer[]): Layer[] {
  if (layers.length === 1) return [...layers];
  const lines = new Map<string, { layer: Layer; names: string[]; count: number }>();
  for (const layer of layers) {
    const key = `${layer.stage} ${JSON.stringify(layer.operation)}`;
    const line = lines.get(key);
    if (line === undefined) lines.set(key, { layer, names: [...layer.names], count: layer.count });
    else {
      for (const name of layer.names) line.names.push(name);
      line.count += layer.count;
    }
  }
  return [...lines.values()].map(({ layer, names, count }) => ({ ...layer, names, count }));
}
