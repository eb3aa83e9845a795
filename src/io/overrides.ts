import { DiagnosticError } from '../core/diagnostic.ts';
import { formatKeyPath, type KeyStep, parseKeyPath, resolveSteps } from './keyPath.ts';
import { parseYaml } from './parseYaml.ts';
import { childOf, type SourceNode, withNode } from './sourceNode.ts';
import { at, type Origin, sourceText } from './sourceText.ts';

/** One `--set path=value`; its origin is the flag itself. */
export interface Override {
  readonly steps: readonly KeyStep[];
  readonly value: SourceNode;
  /** The path's place in the flag. */
  readonly key: Origin;
}

const deepestPath = 32;

/** Reads `--set` flags (`path=value`, the value as YAML). All mistakes at once. */
export function parseOverrides(flags: readonly string[]): Override[] {
  const diagnostics = [];
  const overrides: Override[] = [];
  for (const flag of flags) {
    const source = sourceText(`--set ${flag.split('=')[0]!.slice(0, 80)}`, null, flag);
    const equals = flag.indexOf('=', flag.startsWith('"') ? flag.indexOf('"', 1) : 0);
    const steps = equals < 0 ? null : parseKeyPath(flag.slice(0, equals));
    const key: Origin = { source, start: 0, end: equals < 0 ? flag.length : equals };
    if (steps === null || steps.some((step) => String(step) in Object.prototype)) {
      diagnostics.push(
        at(key, 'WIN-CFG-020', '--set takes path=value', { hint: 'e.g. --set arch.array.rows=32' }),
      );
      continue;
    }
    if (steps.length > deepestPath) {
      diagnostics.push(
        at({ ...key, end: 1 }, 'WIN-CFG-023', `--set goes more than ${deepestPath} keys deep`, {
          hint: 'no key lies that deep',
        }),
      );
      continue;
    }
    try {
      const text = ' '.repeat(equals + 1) + flag.slice(equals + 1);
      const blank = flag.slice(equals + 1).trim() === '';
      const value: SourceNode = blank
        ? { kind: 'scalar', value: null, origin: key }
        : parseYaml({ ...source, text });
      overrides.push({ steps, value: inFlag(value, source), key });
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
  const { key, value, steps } = override;
  const fail = (message: string, hint: string): DiagnosticError =>
    new DiagnosticError([at(key, 'WIN-CFG-021', message, { hint })]);
  const path = resolveSteps(root, steps);
  if (path === null)
    throw fail('the path names a list entry that there is not', 'entries are named by [index] or [name]');
  let node: SourceNode | undefined = root;
  for (const [depth, step] of path.entries()) {
    if (node === undefined) break;
    const legal =
      node.kind === 'map'
        ? typeof step === 'string'
        : node.kind === 'list' && typeof step === 'number' && step < node.items.length;
    if (!legal)
      throw fail(
        `${formatKeyPath(path.slice(0, depth)) || 'the document'} has no ${formatKeyPath([step])}`,
        node.kind === 'list'
          ? `its indices go from 0 to ${node.items.length - 1}`
          : 'it holds a single value or a map',
      );
    node = childOf(node, step);
  }
  return withNode(root, path, value, key);
}
