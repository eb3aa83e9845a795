import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { packageRoot } from '../../io/shippedFiles.ts';
import { named } from '../named.ts';

/** A publication that can be reproduced: a folder with `expected.yaml`. */
export interface Paper {
  readonly name: string;
  /** Absolute path of its `expected.yaml`. */
  readonly file: string;
}

/** The papers that come with Winnow, by name. */
export function shippedPapers(): readonly Paper[] {
  const folder = join(packageRoot(), 'experiments', 'papers');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, file: join(folder, name, 'expected.yaml') }))
    .filter(({ file }) => existsSync(file));
}

/** The papers of the given names, or folders or files of the user's own; all shipped ones when none is named. */
export function findPapers(names: readonly string[]): readonly Paper[] {
  const shipped = shippedPapers();
  if (names.length === 0) return shipped;
  return names.map((name) => {
    const own = resolve(name);
    if (/[\\/.]/.test(name) && existsSync(own)) {
      const file = statSync(own).isDirectory() ? join(own, 'expected.yaml') : own;
      return { name: basename(dirname(file)), file };
    }
    return named('paper', shipped, name);
  });
}
