import type { Einsum } from '../einsum.ts';
import type { NestArchitecture } from '../nestArchitecture.ts';
import { compileNest } from '../nestProblem.ts';
import type { NestConstraints } from './nestConstraints.ts';
import { type FoundNest, searchNest } from './searchNest.ts';
import type { SearchOptions } from './searchRun.ts';

/** Mappings found so far, by shape, architecture, constraints, objective, budget, seed and search. */
export type MappingCache = Map<string, FoundNest>;

export const createMappingCache = (): MappingCache => new Map();

type CachedOptions = Pick<SearchOptions, 'objective' | 'evaluations' | 'seed'> & { readonly search?: string };

/** `searchNest`, once a shape: layers of equal shape share a mapping, whatever their names. */
export function searchOnce(
  cache: MappingCache,
  einsum: Einsum,
  architecture: NestArchitecture,
  constraints: NestConstraints,
  options: CachedOptions,
): FoundNest {
  const { objective, evaluations, seed, search } = options;
  const key = JSON.stringify([
    einsum.dims,
    einsum.tensors,
    architecture,
    constraints,
    objective,
    evaluations,
    seed,
    search ?? null,
  ]);
  let found = cache.get(key);
  if (found === undefined) {
    found = searchNest(compileNest(einsum, architecture), constraints, {
      objective,
      evaluations,
      seed,
      ...(search === undefined ? {} : { search }),
    });
    cache.set(key, found);
  }
  return found;
}
