import type { Path } from './sourceNode.ts';

/**
 * Reads a key path: `arch.array.rows`, `layers[3].name`, `axes."arch.array.rows"`. Null when it isn't one.
 */
export function parseKeyPath(text: string): Path | null {
  const path: (string | number)[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = rest.match(/^(?:"([^"]+)"|([^.[\]"=\s]+)|\[(\d{1,9})\])/);
    if (match === null) return null;
    path.push(match[3] === undefined ? (match[1] ?? match[2])! : Number(match[3]));
    rest = rest.slice(match[0].length);
    if (rest.startsWith('.')) {
      rest = rest.slice(1);
      if (rest === '') return null;
    } else if (rest !== '' && !rest.startsWith('[')) return null;
  }
  return path.length === 0 ? null : path;
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
