import { childOf, type Path, type SourceNode } from './sourceNode.ts';

/** One step of a written key path: a key, an index, or the entry of a list with that `name`. */
export type KeyStep = string | number | { readonly name: string };

/**
 * Reads a key path: `arch.array.rows`, `layers[3].name`, `buffers[glb].banks`, `axes."arch.array.rows"`. Null when it
 * isn't one.
 */
export function parseKeyPath(text: string): readonly KeyStep[] | null {
  const path: KeyStep[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = rest.match(/^(?:"([^"]+)"|([^.[\]"=\s]+)|\[([^[\]"=]+)\])/);
    if (match === null) return null;
    const inner = match[3]?.trim();
    if (inner === undefined) path.push((match[1] ?? match[2])!);
    else path.push(/^\d{1,9}$/.test(inner) ? Number(inner) : { name: inner });
    rest = rest.slice(match[0].length);
    if (rest.startsWith('.')) {
      rest = rest.slice(1);
      if (rest === '') return null;
    } else if (rest !== '' && !rest.startsWith('[')) return null;
  }
  return path.length === 0 ? null : path;
}

/** The steps with each `[name]` replaced by its index in a tree; null where a list has no such entry. */
export function resolveSteps(root: SourceNode | undefined, steps: readonly KeyStep[]): Path | null {
  const path: (string | number)[] = [];
  let node = root;
  for (const step of steps) {
    let key: string | number;
    if (typeof step === 'object') {
      const index: number =
        node?.kind === 'list' ? node.items.findIndex((item) => nameOf(item) === step.name) : -1;
      if (index < 0) return null;
      key = index;
    } else key = step;
    path.push(key);
    node = node === undefined ? undefined : childOf(node, key);
  }
  return path;
}

function nameOf(node: SourceNode): string | undefined {
  const name = node.kind === 'map' ? node.entries.get('name')?.value : undefined;
  return name?.kind === 'scalar' ? String(name.value) : undefined;
}

/** The path as people write it. */
export function formatKeyPath(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += `${text === '' ? '' : '.'}${/^[^.[\]"=\s]+$/.test(key) ? key : `"${key}"`}`;
  }
  return text;
}
