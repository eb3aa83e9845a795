import { matchesGlob } from './glob.ts';

/** Names that the same entries match, and which entries those are, ascending. */
export interface MatchingNames {
  readonly names: readonly string[];
  readonly hits: readonly number[];
}

const none: readonly number[] = [];

/** Groups names by the entries whose glob matches them; an entry without a glob matches all. Order of first appearance. */
export function matchingEntries(
  names: readonly string[],
  globs: readonly (string | undefined)[],
): MatchingNames[] {
  if (names.length === 0) return [];
  if (globs.length === 0) return [{ names, hits: none }];
  if (globs.every((glob) => glob === undefined)) return [{ names, hits: globs.map((_, index) => index) }];
  const groups = new Map<string, { names: string[]; hits: number[] }>();
  for (const name of names) {
    let key = '';
    for (let i = 0; i < globs.length; i++) {
      const glob = globs[i];
      if (glob === undefined || matchesGlob(glob, name)) key += `${i},`;
    }
    const group = groups.get(key);
    if (group !== undefined) group.names.push(name);
    else groups.set(key, { names: [name], hits: key.split(',').slice(0, -1).map(Number) });
  }
  return [...groups.values()];
}
