import { nodeAt, type SourceEntry, type SourceNode } from './sourceNode.ts';

/**
 * What `extends:` means: maps merge key by key, a key set to null removes what was inherited, and everything else
 * (lists, scalars, a map over a list) replaces; so does a part that says it is another `model:`, since the keys of one
 * model mean nothing to another. Keys keep the base's order, new ones follow. Origins stay.
 */
export function mergeNodes(base: SourceNode, over: SourceNode): SourceNode {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map<string, SourceEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const inherited = entries.get(key);
    if (inherited === undefined) entries.set(key, entry);
    else if (entry.value.kind === 'scalar' && entry.value.value === null) entries.delete(key);
    else {
      const value = otherModel(inherited.value, entry.value)
        ? withoutNulls(entry.value)
        : mergeNodes(inherited.value, entry.value);
      entries.set(key, { key: entry.key, value });
    }
  }
  return { kind: 'map', entries, origin: over.origin };
}

/** Does a part name a model that the inherited one does not? */
function otherModel(base: SourceNode, over: SourceNode): boolean {
  const named = nodeAt(over, ['model']);
  const before = nodeAt(base, ['model']);
  if (named?.kind !== 'scalar' || typeof named.value !== 'string') return false;
  return before?.kind !== 'scalar' || before.value !== named.value;
}

/** What keys set to null would remove is not there any more. */
function withoutNulls(node: SourceNode): SourceNode {
  if (node.kind !== 'map') return node;
  const kept = [...node.entries].filter(([, { value }]) => value.kind !== 'scalar' || value.value !== null);
  return { ...node, entries: new Map(kept) };
}
