import type { Diagnostic } from '../core/diagnostic.ts';
import { childOf, type Path, type SourceNode } from './sourceNode.ts';
import { type Origin, position } from './sourceText.ts';

/**
 * Gives diagnostics that know only a key path their place in the document: that of the value at the path, or of the
 * nearest map above it. `prefix` is where the paths start. Those that have a place keep it.
 */
export function locate(
  diagnostics: readonly Diagnostic[],
  root: SourceNode,
  prefix: Path = [],
): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    if (diagnostic.file !== undefined) return diagnostic;
    const path = [...prefix, ...(diagnostic.path ?? [])];
    return { ...diagnostic, ...position(originAt(root, path)), ...(path.length > 0 ? { path } : {}) };
  });
}

/** Where the value at a path was written; a map or list is marked by its key. */
export function originAt(root: SourceNode, path: Path): Origin {
  let node = root;
  let origin = firstCharacters(root.origin);
  for (const key of path) {
    const entry = node.kind === 'map' ? node.entries.get(String(key)) : undefined;
    const next = childOf(node, key);
    if (next === undefined) break;
    node = next;
    origin = next.kind === 'scalar' ? next.origin : firstCharacters(entry?.key ?? next.origin);
  }
  return origin;
}

const firstCharacters = (origin: Origin): Origin => ({
  ...origin,
  end: Math.min(origin.end, origin.start + 80),
});
