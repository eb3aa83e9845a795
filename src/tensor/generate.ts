import { closestName } from '../core/closestName.ts';
import { randomStream } from '../core/random.ts';
import type { AnyGenerator } from './generators/defineGenerator.ts';
import { generators } from './generators/registry.gen.ts';
import type { SparseMatrix } from './sparseMatrix.ts';

/** A generator by name, its seed, and its own parameters at the same level. */
export interface GeneratorSpec {
  readonly generator: string;
  readonly seed: number;
  readonly [parameter: string]: unknown;
}

const find = (name: string): AnyGenerator | undefined => generators.find((g) => g.name === name);

/** What is wrong with a generator as written, by key; empty when nothing is. */
export function checkGenerator(
  spec: Readonly<Record<string, unknown>>,
): { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const { generator: name, seed: _, ...given } = spec;
  const generator = find(String(name));
  if (generator === undefined) {
    const names = generators.map((g) => g.name);
    const near = closestName(String(name), names);
    const hint = near !== null ? `did you mean ${near}?` : `generators: ${names.join(', ')}`;
    return [{ path: ['generator'], message: `unknown generator ${JSON.stringify(name)}: ${hint}` }];
  }
  const parsed = generator.params.safeParse(given);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({
    path: issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p)),
    message: issue.message,
  }));
}

/** The matrices asked for last: sweeps and both operands of a square ask for the same few again. */
const kept = new Map<string, SparseMatrix>();
const keptMatrices = 8;

/** The matrix of a specification that `checkGenerator` has nothing against; the same object while it is remembered. */
export function generate(spec: GeneratorSpec): SparseMatrix {
  const { generator: name, seed, ...given } = spec;
  const generator = find(name);
  if (generator === undefined) throw new TypeError(`unknown generator ${name}`);
  const params = generator.params.parse(given);
  const key = JSON.stringify([name, seed, Object.entries(params as object).sort()]);
  let matrix = kept.get(key);
  if (matrix === undefined) {
    matrix = generator.generate(params, randomStream(seed, 'generator', name));
    const oldest = kept.keys().next().value;
    if (kept.size >= keptMatrices && oldest !== undefined) kept.delete(oldest);
    kept.set(key, matrix);
  }
  return matrix;
}
