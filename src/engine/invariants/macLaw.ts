import { InvariantError } from '../../core/invariant.ts';
import { macs as denseMacs } from '../../workload/macs.ts';

import type { Law } from './law.ts';

export const macLaw: Law = {
  name: 'every multiply-accumulate is accounted for',
  description: 'Effectual, skipped, gated and padded multiply-accumulates sum to the dense count exactly.',
  check({ layer, execution }) {
    const dense = denseMacs(layer.operation);
    if (!Number.isSafeInteger(dense))
      throw new InvariantError(macLaw.name, { layer: layer.name, dense, limit: Number.MAX_SAFE_INTEGER });
    const { effectual, skipped, gated, padded } = execution.macs;
    if (effectual + skipped + gated + padded !== dense)
      throw new InvariantError(macLaw.name, { layer: layer.name, dense, ...execution.macs });
  },
};
