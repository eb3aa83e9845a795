import type { RandomStream } from '../../core/random.ts';

/** Uniform integer in [0, bound) for bounds up to 2^53. */
export function randomIndex(stream: RandomStream, bound: number): number {
  if (bound <= 4294967296) return stream.below(bound);
  const limit = 9007199254740992 - (9007199254740992 % bound);
  for (;;) {
    const x = (stream.uint32() & 0x1fffff) * 4294967296 + stream.uint32();
    if (x < limit) return x % bound;
  }
}
