import { formatKeyPath } from './keyPath.ts';
import { displayName } from './readText.ts';
import type { SourceNode } from './sourceNode.ts';
import { position } from './sourceText.ts';

/**
 * A resolved document as YAML, each value followed by a comment that says where it came from. Files are named relative
 * to the working folder, so that the text is the same on every machine.
 */
export function writeSpec(root: SourceNode): string {
  const lines: string[] = [];
  write(root, 0, '', lines);
  return `${lines.join('\n')}\n`;
}

function write(node: SourceNode, depth: number, lead: string, lines: string[]): void {
  const indent = '  '.repeat(depth);
  if (node.kind === 'scalar') lines.push(`${indent}${lead}${scalar(node.value)}  # ${origin(node)}`);
  else if (node.kind === 'list') {
    if (node.items.length === 0) lines.push(`${indent}${lead}[]  # ${origin(node)}`);
    else if (node.items.every((item) => item.kind === 'scalar' || isFlat(item)))
      lines.push(`${indent}${lead}${flow(node)}  # ${origin(node)}`);
    else {
      if (lead !== '') lines.push(`${indent}${lead.trimEnd()}`);
      for (const item of node.items) write(item, depth + (lead === '' ? 0 : 1), '- ', lines);
    }
  } else if (node.entries.size === 0) lines.push(`${indent}${lead}{}  # ${origin(node)}`);
  else if (lead === '- ') {
    let first = true;
    for (const [key, entry] of node.entries) {
      const before = lines.length;
      write(entry.value, depth + 1, `${scalar(key)}: `, lines);
      if (first) lines[before] = `${indent}- ${lines[before]!.trimStart()}`;
      first = false;
    }
  } else {
    if (lead !== '') lines.push(`${indent}${lead.trimEnd()}`);
    for (const [key, entry] of node.entries)
      write(entry.value, depth + (lead === '' ? 0 : 1), `${scalar(key)}: `, lines);
  }
}

/** A list of scalars, such as a row of a layer table. */
const isFlat = (node: SourceNode): boolean =>
  node.kind === 'list' && node.items.every((item) => item.kind === 'scalar') && node.items.length <= 12;

function flow(node: SourceNode): string {
  if (node.kind === 'scalar') return scalar(node.value);
  return node.kind === 'list' ? `[${node.items.map(flow).join(', ')}]` : '{}';
}

/** Plain where plain text reads back as the same text, else in double quotes (JSON strings are YAML). */
function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  const plain =
    /^[A-Za-z_/][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*$/.test(value) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}

function origin(node: SourceNode): string {
  const { file, line, column } = position(node.origin);
  const { path } = node.origin.source;
  return `${path === null ? file : displayName(path)}:${line}:${column}`.replace(/\s+/g, ' ');
}

/** Shown by `winnow config`: the path of each value and its origin, one a line. */
export function listOrigins(root: SourceNode, path: readonly (string | number)[] = []): string[] {
  if (root.kind === 'scalar') return [`${formatKeyPath(path)} = ${scalar(root.value)}  ${origin(root)}`];
  if (root.kind === 'list') return root.items.flatMap((item, i) => listOrigins(item, [...path, i]));
  return [...root.entries].flatMap(([key, entry]) => listOrigins(entry.value, [...path, key]));
}
