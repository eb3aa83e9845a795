import type { Origin } from './sourceText.ts';

/** A parsed document in which every key and value knows where it was written. Merging keeps the origins. */
export type SourceNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly origin: Origin;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
  readonly origin: Origin;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, SourceEntry>;
  readonly origin: Origin;
}

export interface SourceEntry {
  readonly key: Origin;
  readonly value: SourceNode;
}

export type Path = readonly (string | number)[];

/** The child under a key or index, if there is one. */
export function childOf(node: SourceNode, key: string | number): SourceNode | undefined {
  if (node.kind === 'map') return node.entries.get(String(key))?.value;
  if (node.kind === 'list' && typeof key === 'number') return node.items[key];
  return undefined;
}

export function nodeAt(root: SourceNode, path: Path): SourceNode | undefined {
  let node: SourceNode | undefined = root;
  for (const key of path) {
    if (node === undefined) return undefined;
    node = childOf(node, key);
  }
  return node;
}

/** Plain data of a node: what a schema sees. Keys that JavaScript treats specially never get this far. */
export function toValue(node: SourceNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toValue);
  const value: Record<string, unknown> = {};
  for (const [key, entry] of node.entries) value[key] = toValue(entry.value);
  return value;
}

/** Nodes of a tree with shared parts counted each time, up to a limit. */
export function countNodes(node: SourceNode, limit: number): number {
  let count = 0;
  const pending: SourceNode[] = [node];
  for (let next = pending.pop(); next !== undefined && count <= limit; next = pending.pop()) {
    count += 1;
    if (next.kind === 'list') for (const item of next.items) pending.push(item);
    else if (next.kind === 'map') for (const entry of next.entries.values()) pending.push(entry.value);
  }
  return count;
}

/** A copy of `root` with `value` at `path`; maps on the way are made where they are missing. */
export function withNode(root: SourceNode, path: Path, value: SourceNode, key: Origin): SourceNode {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (root.kind === 'list' && typeof head === 'number') {
    const items = [...root.items];
    const old = items[head];
    items[head] = old === undefined ? value : withNode(old, rest, value, key);
    return { ...root, items };
  }
  const entries = new Map(root.kind === 'map' ? root.entries : []);
  const old = entries.get(String(head));
  const base: SourceNode = old?.value ?? { kind: 'map', entries: new Map(), origin: key };
  entries.set(String(head), {
    key: rest.length === 0 || old === undefined ? key : old.key,
    value: withNode(base, rest, value, key),
  });
  return { kind: 'map', entries, origin: root.origin };
}
