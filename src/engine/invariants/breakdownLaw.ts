import { InvariantError } from '../../core/invariant.ts';
import type { Law } from './law.ts';

export const breakdownLaw: Law = {
  name: 'every cycle has one reason',
  description:
    'Cycles by reason sum to the cycles exactly, and name only reasons that the dataflow declares.',
  check({ layer, dataflow, execution }) {
    let sum = 0;
    for (const reason in execution.breakdown) {
      if (!Object.hasOwn(dataflow.reasons, reason))
        throw new InvariantError(breakdownLaw.name, {
          layer: layer.name,
          undeclared: reason,
          declared: Object.keys(dataflow.reasons),
        });
      sum += execution.breakdown[reason]!;
    }
    if (sum !== execution.cycles)
      throw new InvariantError(breakdownLaw.name, {
        layer: layer.name,
        cycles: execution.cycles,
        sum,
        breakdown: execution.breakdown,
      });
  },
};
