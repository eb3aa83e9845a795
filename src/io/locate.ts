import type { Diagnostic } from '../core/diagnostic.ts';
import { childOf, type Path, type SourceNode } from './sourceNode.ts';
import { type Origin, position } from './sourceText.ts';

/** Messages that quote a whole value are cut here. */
const longest = 300;

/**
 * Gives diagnostics that know only a key path their place in the document: that of the value at the path, or of the
 * nearest map above it. `prefix` is where the paths start. Those that have a place keep it; a column without a file
 * counts from the start of the text `source` inside the value, such as an expression.
 */
export function locate(
  diagnostics: readonly Diagnostic[],
  root: SourceNode,
  prefix: Path = [],
): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    if (diagnostic.file !== undefined) return diagnostic;
    const path = [...prefix, ...(diagnostic.path ?? [])];
    const origin = inside(originAt(root, path), diagnostic);
    const { source: _, column: __, length: ___, line: ____, ...rest } = diagnostic;
    const message = rest.message.length > longest ? `${rest.message.slice(0, longest)}…` : rest.message;
    return { ...rest, message, ...position(origin), ...(path.length > 0 ? { path } : {}) };
  });
}

/** The part of a value that a diagnostic of its text marks. */
function inside(origin: Origin, { source, column, length }: Diagnostic): Origin {
  if (source === undefined || column === undefined) return origin;
  const offset = origin.source.text.slice(origin.start, origin.end).indexOf(source);
  if (offset < 0) return origin;
  const start = Math.min(origin.start + offset + column - 1, origin.end);
  return { ...origin, start, end: start + (length ?? 1) };
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
