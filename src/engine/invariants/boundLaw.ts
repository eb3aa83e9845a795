import { InvariantError } from '../../core/invariant.ts';
import type { Law } from './law.ts';

export const boundLaw: Law = {
  name: 'no execution beats its bound',
  description: 'Cycles are no fewer than the lower bound, which is the largest of its terms.',
  check({ layer, execution, bound }) {
    let largest = 0;
    for (const term of bound.terms) if (term.cycles > largest) largest = term.cycles;
    if (bound.cycles !== largest || !(bound.cycles <= execution.cycles))
      throw new InvariantError(boundLaw.name, {
        layer: layer.name,
        cycles: execution.cycles,
        bound: bound.cycles,
        terms: bound.terms,
      });
  },
};
