import { InvariantError } from '../../core/invariant.ts';
import type { Law } from './law.ts';

export const actionLaw: Law = {
  name: 'only hardware that is there acts',
  description: 'Actions and traffic name component instances of the design and actions that those declare.',
  check({ layer, execution, book }) {
    for (const { component, action } of execution.actions) {
      const place = book.index.get(component);
      if (place === undefined)
        throw new InvariantError(actionLaw.name, {
          layer: layer.name,
          component,
          has: [...book.index.keys()],
        });
      const energy = book.prices[place]!.energy;
      if (!energy.has(action))
        throw new InvariantError(actionLaw.name, {
          layer: layer.name,
          component,
          action,
          declared: [...energy.keys()],
        });
    }
    for (const { memory } of execution.traffic)
      if (!book.index.has(memory))
        throw new InvariantError(actionLaw.name, { layer: layer.name, memory, has: [...book.index.keys()] });
  },
};
