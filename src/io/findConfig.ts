import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { closestName } from '../core/closestName.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { quoted } from './quoted.ts';
import { packageRoot, shippedYaml } from './shippedFiles.ts';
import { at, type Origin } from './sourceText.ts';

/** A name without folder and suffix, or with the folder of `configs/` before it: `resnet18`, `workload/resnet18`. */
const bareName = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

/**
 * The file that a document means by `reference`: a path relative to the document's folder, or the bare name of a file
 * of `configs/` (`folder` narrows the search to one of its folders). A file beside the document comes first.
 */
export function findConfig(reference: string, by: Origin, folder?: string): string {
  const here = by.source.path === null ? process.cwd() : dirname(by.source.path);
  const beside = resolve(here, reference);
  const named = /\.ya?ml$/i.test(reference);
  if (isAbsolute(reference) || named || !bareName.test(reference)) {
    if (existsSync(beside) || !bareName.test(reference)) return beside;
  }
  const stem = reference.replace(/\.ya?ml$/i, '');
  const shipped = shippedYaml('configs');
  const inFolder = folder === undefined ? shipped : shipped.filter((name) => name.startsWith(`${folder}/`));
  const matches = inFolder.filter((name) => {
    const plain = name.replace(/\.ya?ml$/, '');
    return plain === stem || plain.endsWith(`/${stem}`);
  });
  if (matches.length === 1) return join(packageRoot(), 'configs', matches[0]!);
  const exact = matches.find((name) => name.replace(/\.ya?ml$/, '') === stem);
  if (exact !== undefined) return join(packageRoot(), 'configs', exact);
  if (matches.length > 1)
    throw new DiagnosticError([
      at(by, 'WIN-CFG-011', `${quoted(reference)} names ${matches.length} shipped files`, {
        hint: `write one of: ${matches.map((name) => name.replace(/\.ya?ml$/, '')).join(', ')}`,
      }),
    ]);
  if (named) return beside;
  const names = inFolder.map((name) => name.replace(/^.*\//, '').replace(/\.ya?ml$/, ''));
  const near = closestName(stem.replace(/^.*\//, ''), names);
  throw new DiagnosticError([
    at(by, 'WIN-CFG-010', `nothing shipped is called ${quoted(reference)}`, {
      hint: `${near === null ? '' : `did you mean ${near}? `}A file of yours is named with its suffix: ${stem.slice(0, 40)}.yaml`,
    }),
  ]);
}
