import { invariant } from '../core/invariant.ts';
import type { DraftLayer } from './draftLayer.ts';
import type { Layer } from './layer.ts';
import type { Gemm } from './operations/gemm.ts';

/**
 * Gives element-wise layers the product whose output they work on, with its widths and sparsity. `drafts[i]` is the
 * draft of `layers[i]`; a layer whose names follow different products becomes one layer for each product.
 */
export function attachProducers(layers: readonly Layer[], drafts: readonly DraftLayer[]): Layer[] {
  if (drafts.every(({ after }) => after === undefined)) return [...layers];
  const products = new Map<string, Gemm>();
  for (const { names, operation } of layers)
    if (operation.kind === 'gemm') for (const name of names) products.set(name, operation);
  return layers.flatMap((layer, i) => {
    const { after, names: drafted } = drafts[i]!;
    if (after === undefined) return [layer];
    const place = new Map(drafted.map((name, at) => [name, after[at]]));
    const groups = new Map<Gemm, string[]>();
    for (const name of layer.names) {
      const producer = products.get(place.get(name) ?? '');
      invariant(producer !== undefined, 'a layer follows a product of the trace', { name });
      const group = groups.get(producer);
      if (group === undefined) groups.set(producer, [name]);
      else group.push(name);
    }
    const each = layer.count / layer.names.length;
    return [...groups].map(([producer, names]) => ({
      ...layer,
      name: names[0]!,
      names,
      count: names.length * each,
      operation: { ...layer.operation, producer } as Layer['operation'],
    }));
  });
}
