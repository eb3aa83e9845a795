import type * as z from 'zod';
import type { Path } from './sourceNode.ts';

/** What the walk below needs of a zod schema's definition. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
  readonly in?: z.ZodType;
  readonly getter?: () => z.ZodType;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
}

const definition = (schema: z.ZodType): Definition =>
  (schema as unknown as { _zod: { def: Definition } })._zod.def;

/** The alternatives that a schema stands for, without wrappers (optional, default, pipe, union, …). */
export function alternatives(schema: z.ZodType): z.ZodType[] {
  const def = definition(schema);
  if (def.type === 'union') return (def.options ?? []).flatMap(alternatives);
  if (def.type === 'intersection')
    return [def.left, def.right].flatMap((side) => (side ? alternatives(side) : []));
  if (def.type === 'lazy' && def.getter) return alternatives(def.getter());
  if (def.type === 'pipe' && def.in) {
    const inner = alternatives(def.in);
    return inner.some((s) => definition(s).type === 'transform') ? [] : inner;
  }
  if (def.innerType) return alternatives(def.innerType);
  return [schema];
}

/** Schemas that may hold at a path; empty when no key of that path is legal. `open` keys (loose maps) give unknown. */
export function schemasAt(schema: z.ZodType, path: Path): z.ZodType[] {
  let current = alternatives(schema);
  for (const key of path) current = current.flatMap((s) => child(s, key).flatMap(alternatives));
  return current;
}

function child(schema: z.ZodType, key: string | number): z.ZodType[] {
  const def = definition(schema);
  const text = String(key);
  if (def.type === 'object') {
    const own = def.shape && Object.hasOwn(def.shape, text) ? def.shape[text] : undefined;
    if (own) return [own];
    return def.catchall && definition(def.catchall).type !== 'never' ? [def.catchall] : [];
  }
  if (def.type === 'record') return def.valueType ? [def.valueType] : [];
  if (def.type === 'array') return typeof key === 'number' && def.element ? [def.element] : [];
  if (def.type === 'tuple') return typeof key === 'number' && def.items?.[key] ? [def.items[key]] : [];
  if (def.type === 'any' || def.type === 'unknown') return [schema];
  return [];
}

/**
 * Keys that a map at this path may have by name, in schema order. `word` gives the words that the map has: branches of a
 * union that are told apart by another word are left out.
 */
export function keysAt(
  schema: z.ZodType,
  path: Path,
  word: (key: string) => unknown = () => undefined,
): string[] {
  const all = schemasAt(schema, path);
  const meant = all.filter((s) =>
    Object.entries(definition(s).shape ?? {}).every(([key, value]) => {
      const { type, values } = definition(value);
      return type !== 'literal' || word(key) === undefined || values?.includes(word(key));
    }),
  );
  return [
    ...new Set((meant.length > 0 ? meant : all).flatMap((s) => Object.keys(definition(s).shape ?? {}))),
  ];
}

/** Words that a value at this path may be, where it is one of a list. */
export function wordsAt(schema: z.ZodType, path: Path): string[] {
  return schemasAt(schema, path).flatMap((s) => {
    const def = definition(s);
    if (def.type === 'enum') return Object.values(def.entries ?? {}).map(String);
    return def.type === 'literal' ? (def.values ?? []).map(String) : [];
  });
}

/** Whether some alternative at a path is of one of the zod types named (`number`, `object`, …). */
export function acceptsAt(schema: z.ZodType, path: Path, types: readonly string[]): boolean {
  return schemasAt(schema, path).some((s) => types.includes(definition(s).type));
}

/** Description and unit given to a key with `.meta()`, from the outermost wrapper that has them. */
export function metaAt(schema: z.ZodType, path: Path): { description?: string; unit?: string } {
  const parents =
    path.length === 0
      ? [schema]
      : schemasAt(schema, path.slice(0, -1)).flatMap((s) => child(s, path.at(-1)!));
  for (const parent of parents) {
    let current: z.ZodType | undefined = parent;
    while (current !== undefined) {
      const meta = current.meta?.();
      if (meta?.description !== undefined || meta?.['unit'] !== undefined)
        return {
          ...(meta.description === undefined ? {} : { description: meta.description }),
          ...(typeof meta['unit'] === 'string' ? { unit: meta['unit'] } : {}),
        };
      current = definition(current).innerType;
    }
  }
  return {};
}
