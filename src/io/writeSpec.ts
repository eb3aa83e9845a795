import { join, relative } from 'node:path';
import { packageRoot } from './shippedFiles.ts';
import type { SourceNode } from './sourceNode.ts';
import { position } from './sourceText.ts';

/**
 * A resolved document as YAML, each value followed by a comment that says where it came from. Files are named relative
 * to `folder`, that of the document, and shipped ones relative to the package, so that the text is the same on every
 * machine.
 */
export function writeSpec(root: SourceNode, folder: string): string {
  const lines: string[] = [];
  write(root, 0, '', lines, folder);
  return `${lines.join('\n')}\n`;
}

function write(node: SourceNode, depth: number, lead: string, lines: string[], folder: string): void {
  const indent = '  '.repeat(depth);
  if (node.kind === 'scalar') lines.push(`${indent}${lead}${scalar(node.value)}  # ${origin(node, folder)}`);
  else if (node.kind === 'list') {
    if (node.items.length === 0) lines.push(`${indent}${lead}[]  # ${origin(node, folder)}`);
    else if (node.items.every((item) => item.kind === 'scalar' || isFlat(item)))
      lines.push(`${indent}${lead}${flow(node)}  # ${origin(node, folder)}`);
    else {
      if (lead !== '') lines.push(`${indent}${lead.trimEnd()}`);
      for (const item of node.items) write(item, depth + (lead === '' ? 0 : 1), '- ', lines, folder);
    }
  } else if (node.entries.size === 0) lines.push(`${indent}${lead}{}  # ${origin(node, folder)}`);
  else if (lead === '- ') {
    let first = true;
    for (const [key, entry] of node.entries) {
      const before = lines.length;
      write(entry.value, depth + 1, `${scalar(key)}: `, lines, folder);
      if (first) lines[before] = `${indent}- ${lines[before]!.trimStart()}`;
      first = false;
    }
  } else {
    if (lead !== '') lines.push(`${indent}${lead.trimEnd()}`);
    for (const [key, entry] of node.entries)
      write(entry.value, depth + (lead === '' ? 0 : 1), `${scalar(key)}: `, lines, folder);
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

function origin(node: SourceNode, folder: string): string {
  const { file, line, column } = position(node.origin);
  return `${placeName(file, node.origin.source.path, folder)}:${line}:${column}`.replace(/\s+/g, ' ');
}

function placeName(name: string, path: string | null, folder: string): string {
  if (path === null) return name;
  const shipped = join(packageRoot(), 'configs');
  const inPackage = relative(shipped, path);
  if (!inPackage.startsWith('..')) return `configs/${inPackage.replaceAll('\\', '/')}`;
  return relative(folder, path).replaceAll('\\', '/');
}
