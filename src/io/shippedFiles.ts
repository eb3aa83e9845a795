import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package: where `configs/`, `schema/` and `experiments/` lie, bundled or not. */
export function packageRoot(): string {
  found ??= search();
  return found;
}

let found: string | undefined;

function search(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && /"name":\s*"winnow"/.test(readFileSync(manifest, 'utf8'))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

/** Every YAML file below a folder of the package, as sorted paths relative to that folder, with `/`. */
export function shippedYaml(folder: string): string[] {
  const base = join(packageRoot(), folder);
  if (!existsSync(base)) return [];
  return readdirSync(base, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
