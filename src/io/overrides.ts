import { DiagnosticError } from '../core/diagnostic.ts';
import { formatKeyPath, parseKeyPath } from './keyPath.ts';
import { parseYaml } from './parseYaml.ts';
import { type Path, type SourceNode, withNode } from './sourceNode.ts';
import { at, type Origin, sourceText } from './sourceText.ts';

/** One `--set path=value`; its origin is the flag itself. */
export interface Override {
  readonly path: Path;
  readonly value: SourceNode;
  /** The path's place in the flag. */
  readonly key: Origin;
}

/** Reads `--set` flags (`path=value`, the value as YAML). All mistakes at once. */
export function parseOverrides(flags: readonly string[]): Override[] {
  const diagnostics = [];
  const overrides: Override[] = [];
  for (const flag of flags) {
    const source = sourceText(`--set ${flag.split('=')[0]!.slice(0, 80)}`, null, flag);
    const equals = flag.indexOf('=', flag.startsWith('"') ? flag.indexOf('"', 1) : 0);
    const path = equals < 0 ? null : parseKeyPath(flag.slice(0, equals));
    const key: Origin = { source, start: 0, end: equals < 0 ? flag.length : equals };
    if (path === null || path.some((part) => String(part) in Object.prototype)) {
      diagnostics.push(
        at(key, 'WIN-CFG-020', '--set takes path=value', { hint: 'e.g. --set arch.array.rows=32' }),
      );
      continue;
    }
    try {
      const text = ' '.repeat(equals + 1) + flag.slice(equals + 1);
      const blank = flag.slice(equals + 1).trim() === '';
      const value: SourceNode = blank
        ? { kind: 'scalar', value: null, origin: key }
        : parseYaml({ ...source, text });
      overrides.push({ path, value: inFlag(value, source), key });
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      diagnostics.push(...error.diagnostics.map((d) => ({ ...d, source: flag })));
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return overrides;
}

/** The same tree with its origins in the flag as written (the value was parsed with the path blanked out). */
function inFlag(node: SourceNode, source: Origin['source']): SourceNode {
  const origin = { ...node.origin, source };
  if (node.kind === 'scalar') return { ...node, origin };
  if (node.kind === 'list') return { ...node, origin, items: node.items.map((item) => inFlag(item, source)) };
  const entries = new Map(
    [...node.entries].map(([name, entry]) => [
      name,
      { key: { ...entry.key, source }, value: inFlag(entry.value, source) },
    ]),
  );
  return { kind: 'map', entries, origin };
}

/** Sets one value in a tree. A path through a value that isn't a map, or past a list's end, is a diagnostic. */
export function applyOverride(root: SourceNode, override: Override): SourceNode {
  let node: SourceNode | undefined = root;
  for (const [depth, key] of override.path.entries()) {
    if (node === undefined) break;
    const legal =
      node.kind === 'map'
        ? typeof key === 'string'
        : node.kind === 'list' && typeof key === 'number' && key < node.items.length;
    if (!legal)
      throw new DiagnosticError([
        at(
          override.key,
          'WIN-CFG-021',
          `${formatKeyPath(override.path.slice(0, depth)) || 'the document'} has no ${formatKeyPath([key])}`,
          {
            hint:
              node.kind === 'list'
                ? `its indices go from 0 to ${node.items.length - 1}`
                : 'it is a single value, or a map and not a list',
            path: override.path,
          },
        ),
      ]);
    node =
      node.kind === 'map'
        ? node.entries.get(String(key))?.value
        : node.kind === 'list'
          ? node.items[Number(key)]
          : undefined;
  }
  return withNode(root, override.path, override.value, override.key);
}
