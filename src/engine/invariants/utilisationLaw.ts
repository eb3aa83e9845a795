import { InvariantError } from '../../core/invariant.ts';
import type { Law } from './law.ts';

export const utilisationLaw: Law = {
  name: 'shares are shares',
  description: "Utilisations lie in [0, 1], and the array's is among them.",
  check({ layer, execution }) {
    if (!Object.hasOwn(execution.utilisation, 'array'))
      throw new InvariantError(utilisationLaw.name, { layer: layer.name, missing: 'array' });
    for (const name in execution.utilisation) {
      const value = execution.utilisation[name]!;
      if (!(value >= 0 && value <= 1))
        throw new InvariantError(utilisationLaw.name, { layer: layer.name, name, value: String(value) });
    }
  },
};
