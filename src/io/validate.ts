import type * as z from 'zod';
import type { Diagnostic } from '../core/diagnostic.ts';
import { explainIssue } from './explainIssue.ts';
import { sortDiagnostics } from './sortDiagnostics.ts';
import { type Path, type SourceNode, toValue } from './sourceNode.ts';
import { at } from './sourceText.ts';

/** What came of holding a tree to a schema: the parsed value when there is no diagnostic. */
export type Validated<T> =
  | { readonly value: T; readonly diagnostics: readonly [] }
  | { readonly value: null; readonly diagnostics: readonly Diagnostic[] };

/** More than these are not shown: whoever has a hundred mistakes has one. */
const mostDiagnostics = 100;

/** Holds a tree to a schema; every complaint points at where the value was written. `prefix` is the tree's own path. */
export function validate<T>(
  schema: z.ZodType<T>,
  node: SourceNode,
  prefix: Path = [],
  otherKeys: readonly string[] = [],
): Validated<T> {
  const result = schema.safeParse(toValue(node));
  if (result.success) return { value: result.data, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  for (const issue of result.error.issues) {
    diagnostics.push(...explainIssue({ schema, node, prefix, otherKeys }, issue));
    if (diagnostics.length > mostDiagnostics) break;
  }
  const shown = sortDiagnostics(diagnostics).slice(0, mostDiagnostics);
  if (diagnostics.length > mostDiagnostics)
    shown.push(
      at(node.origin, 'WIN-CFG-009', `more than ${mostDiagnostics} mistakes; the rest is not shown`),
    );
  return { value: null, diagnostics: shown };
}
