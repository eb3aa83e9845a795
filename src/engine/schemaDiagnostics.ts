import * as z from 'zod';
import { closestName } from '../core/closestName.ts';
import type { Diagnostic } from '../core/diagnostic.ts';

type Path = readonly (string | number)[];
type Issue = z.core.$ZodIssue;

/**
 * What a schema says against a value, as diagnostics with key paths. `codes` names the stable codes for unknown keys
 * and for wrong values; `schema` is asked for the known keys, so that a misspelt one is suggested.
 */
export function schemaDiagnostics(
  error: z.ZodError,
  schema: z.ZodType,
  codes: { readonly unknownKey: string; readonly value: string },
): Diagnostic[] {
  const out: Diagnostic[] = [];
  for (const issue of flatten(error.issues, [])) {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, issue.path as Path);
      for (const key of issue.keys) {
        const near = closestName(key, known);
        out.push({
          code: codes.unknownKey,
          severity: 'error',
          message: `unknown key ${JSON.stringify(clip(key))}`,
          ...(near !== null
            ? { hint: `did you mean ${JSON.stringify(near)}?` }
            : known.length > 0
              ? { hint: `known keys: ${known.join(', ')}` }
              : {}),
          path: [...(issue.path as Path), key],
        });
      }
    } else {
      const path = issue.path as Path;
      out.push({
        code: codes.value,
        severity: 'error',
        message: `${path.length > 0 ? `${clip(path.join('.'))}: ` : ''}${lower(issue.message)}`,
        path,
      });
    }
  }
  return out;
}

/** A union's error says nothing by itself: the branch that got furthest is reported in its place. */
function flatten(issues: readonly Issue[], prefix: Path): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const path = [...prefix, ...(issue.path as Path)];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const depth = (branch: readonly Issue[]): number =>
        Math.max(...branch.map((i) => i.path.length + (i.code === 'unrecognized_keys' ? 1 : 0)));
      const furthest = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0]!;
      if (depth(furthest) > 0) return flatten(furthest, path);
    }
    return [{ ...issue, path: path as PropertyKey[] }];
  });
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** Keys that the schema knows at a path, over all branches of unions. */
export function knownKeys(schema: z.ZodType, path: Path): string[] {
  const root = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    io: 'input',
    target: 'draft-7',
    reused: 'inline',
    cycles: 'ref',
  }) as JsonSchema;
  let here = branches(root);
  for (const step of path) {
    here = here.flatMap((node) => {
      const next =
        typeof step === 'number' ? node.items : (node.properties?.[step] ?? node.additionalProperties);
      return typeof next === 'object' ? branches(next) : [];
    });
  }
  return [...new Set(here.flatMap((node) => Object.keys(node.properties ?? {})))];
}

function branches(node: JsonSchema): JsonSchema[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])];
  return [node, ...inner.flatMap(branches)];
}

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
