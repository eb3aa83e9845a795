import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../../core/diagnostic.ts';
import { dataflows } from '../../dataflow/registry.gen.ts';
import { tables } from '../../energy/registry.gen.ts';
import { checkArchitecture } from '../../io/checkArchitecture.ts';
import { checkWorkload } from '../../io/checkWorkload.ts';
import { inlineWorkload } from '../../io/inlineWorkloads.ts';
import { loadDocument } from '../../io/loadDocument.ts';
import { readLock } from '../../io/lockFile.ts';
import { readMapping } from '../../io/mappingFile.ts';
import { plainKinds } from '../../io/plainKinds.ts';
import { displayName } from '../../io/readText.ts';
import { topologyReader } from '../../io/readTopology.ts';
import { sortDiagnostics } from '../../io/sortDiagnostics.ts';
import { nodeAt, type SourceNode } from '../../io/sourceNode.ts';
import { at } from '../../io/sourceText.ts';
import { suggestion } from '../../io/suggestion.ts';
import { validate } from '../../io/validate.ts';
import { loadSpec } from '../../loadSpec.ts';
import { loadClaims } from '../reproduce/loadClaims.ts';
import { sweepHints } from './sweepHints.ts';

/** What was looked at, and everything found there, errors and hints. */
export interface Linted {
  readonly files: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Lints a file, or every YAML and lock file below a folder. */
export function lint(target: string): Linted {
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = isFolder ? lintable(target) : [target];
  return { files, diagnostics: files.flatMap((file) => sortDiagnostics(lintFile(file, !isFolder))) };
}

function lintable(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return /^(node_modules|runs|\..*)$/.test(entry.name) ? [] : lintable(path);
      return entry.isFile() && /\.(ya?ml|lock\.json)$/.test(entry.name) ? [path] : [];
    })
    .sort();
}

const kinds: Readonly<Record<string, (file: string, root: SourceNode) => readonly Diagnostic[]>> = {
  sweep(file) {
    const loaded = loadSpec(file);
    return [...loaded.warnings, ...sweepHints(loaded)];
  },
  architecture: (_, root) => checkArchitecture(root, [], { dataflows, tables }),
  workload(_, root) {
    const warnings: Diagnostic[] = [];
    const inlined = root.kind === 'map' ? inlineWorkload(root, topologyReader(warnings)).node : root;
    return [...warnings, ...checkWorkload(inlined, [])];
  },
  mapping(file) {
    readMapping(file, dataflows);
    return [];
  },
  ...Object.fromEntries(
    Object.entries(plainKinds).map(([kind, schema]) => [
      kind,
      (_: string, root: SourceNode) => validate(schema, root).diagnostics,
    ]),
  ),
  claims(file) {
    loadClaims({ name: file, file });
    return [];
  },
};

/** Everything wrong or odd in one file. Files of a folder without `kind:` are somebody else's (`named` false). */
export function lintFile(file: string, named = true): Diagnostic[] {
  try {
    if (file.endsWith('.lock.json')) {
      readLock(file);
      return [];
    }
    const { root } = loadDocument(file);
    const kind = nodeAt(root, ['kind']);
    if (kind === undefined && !named) return [];
    const word = kind?.kind === 'scalar' ? String(kind.value) : '';
    const check = Object.hasOwn(kinds, word) ? kinds[word] : undefined;
    if (check === undefined) {
      const hint = suggestion(word, Object.keys(kinds));
      const where = kind?.origin ?? { ...root.origin, end: root.origin.start + 1 };
      return [
        at(
          where,
          'WIN-LNT-010',
          'kind: says what a file holds, and is missing or unknown',
          hint ? { hint } : {},
        ),
      ];
    }
    return [...check(file, root), ...modeline(file)];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return [...error.diagnostics];
  }
}

function modeline(file: string): Diagnostic[] {
  const first = readFileSync(file, 'utf8').split('\n', 5).join('\n');
  if (/^# yaml-language-server: \$schema=/m.test(first)) return [];
  return [
    {
      code: 'WIN-LNT-011',
      severity: 'info',
      message: 'no modeline: editors can not complete or check this file',
      hint: 'put first: # yaml-language-server: $schema=<path of winnow.schema.json> (winnow schema prints it)',
      file: displayName(file),
      line: 1,
      column: 1,
    },
  ];
}
