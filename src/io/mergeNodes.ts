import type { SourceEntry, SourceNode } from './sourceNode.ts';

/**
 * What `extends:` means: maps merge key by key, a key set to null removes what was inherited, and everything else
 * (lists, scalars, a map over a list) replaces. Keys keep the base's order, new ones follow. Origins stay.
 */
export function mergeNodes(base: SourceNode, over: SourceNode): SourceNode {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map<string, SourceEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const inherited = entries.get(key);
    if (inherited === undefined) entries.set(key, entry);
    else if (entry.value.kind === 'scalar' && entry.value.value === null) entries.delete(key);
    else entries.set(key, { key: entry.key, value: mergeNodes(inherited.value, entry.value) });
  }
  return { kind: 'map', entries, origin: over.origin };
}
