import * as z from 'zod';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { AnyDataflow } from '../dataflow/defineDataflow.ts';
import { architectureCommon } from '../engine/architectureSpec.ts';
import { quoted } from './quoted.ts';
import { type MapNode, nodeAt, type Path, type SourceEntry, type SourceNode } from './sourceNode.ts';
import { at } from './sourceText.ts';
import { suggestion } from './suggestion.ts';
import { validate } from './validate.ts';

const common = z.strictObject(architectureCommon);
const commonKeys = Object.keys(architectureCommon);

/** What an architecture may name. */
export interface ArchitectureNames {
  readonly dataflows: readonly AnyDataflow[];
  readonly tables: readonly { readonly name: string }[];
}

/** Holds an architecture to the keys that all share and to those of the dataflow that it names. All mistakes at once. */
export function checkArchitecture(node: SourceNode, prefix: Path, names: ArchitectureNames): Diagnostic[] {
  if (node.kind !== 'map') return [...validate(common, node, prefix).diagnostics];
  const pick = (keep: (key: string) => boolean): MapNode => ({
    ...node,
    entries: new Map<string, SourceEntry>([...node.entries].filter(([key]) => keep(key))),
  });
  const isCommon = (key: string): boolean => Object.hasOwn(architectureCommon, key);
  const diagnostics: Diagnostic[] = [...validate(common, pick(isCommon), prefix).diagnostics];

  const written = node.entries.get('dataflow')?.value;
  const dataflow =
    written?.kind === 'scalar' ? names.dataflows.find((d) => d.name === written.value) : undefined;
  if (dataflow !== undefined) {
    const own = pick((key) => !isCommon(key));
    diagnostics.push(...validate(dataflow.hardware, own, prefix, commonKeys).diagnostics);
  } else if (written?.kind === 'scalar' && typeof written.value === 'string')
    diagnostics.push(unknownName('dataflow', written, names.dataflows, [...prefix, 'dataflow']));

  const tables = nodeAt(node, ['energy']);
  if (tables?.kind === 'list')
    for (const [i, item] of tables.items.entries())
      if (
        item.kind === 'scalar' &&
        typeof item.value === 'string' &&
        !names.tables.some((t) => t.name === item.value)
      )
        diagnostics.push(unknownName('energy table', item, names.tables, [...prefix, 'energy', i]));
  return diagnostics;
}

/** A word that names nothing of a list. */
export function unknownName(
  what: string,
  node: SourceNode,
  known: readonly { readonly name: string }[],
  path: Path,
): Diagnostic {
  const word = node.kind === 'scalar' ? String(node.value) : '';
  const hint = suggestion(
    word,
    known.map(({ name }) => name),
  );
  return at(node.origin, 'WIN-CFG-031', `unknown ${what} ${quoted(word)}`, {
    path,
    ...(hint ? { hint } : {}),
  });
}
