import { InvariantError } from '../../core/invariant.ts';
import type { Law } from './law.ts';

export const countLaw: Law = {
  name: 'counts are counts',
  description: 'Cycles, multiply-accumulates, traffic and actions are integers from 0 to 2^53 − 1.',
  check({ layer, execution }) {
    const test = (value: number, what: string): void => {
      if (!Number.isSafeInteger(value) || value < 0)
        throw new InvariantError(countLaw.name, { layer: layer.name, what, value: String(value) });
    };
    test(layer.count, 'layer count');
    test(execution.cycles, 'cycles');
    for (const reason in execution.breakdown) test(execution.breakdown[reason]!, reason);
    const { effectual, skipped, gated, padded } = execution.macs;
    test(effectual, 'effectual');
    test(skipped, 'skipped');
    test(gated, 'gated');
    test(padded, 'padded');
    for (const row of execution.traffic) {
      test(row.reads, row.memory);
      test(row.writes, row.memory);
      test(row.read_bytes, row.memory);
      test(row.write_bytes, row.memory);
    }
    for (const action of execution.actions) test(action.count, action.action);
  },
};
