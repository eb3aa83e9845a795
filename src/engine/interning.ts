import { boundedCache } from '../core/boundedCache.ts';

/** Small numbers in the place of long keys: equal texts give equal numbers while they are remembered. */
export interface Interning {
  id(text: string): number;
}

/** Remembers the `capacity` texts used last; a forgotten one gets a new number, never one in use. */
export function interning(capacity: number): Interning {
  const ids = boundedCache<string, number>(capacity);
  let next = 1;
  return {
    id(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      ids.set(text, next);
      next += 1;
      return next - 1;
    },
  };
}
