import type { Operation } from '../../workload/operation.ts';
import type { Bound } from '../bound.ts';
import { operandStatistics } from './densities.ts';
import type { NestHardware } from './hardware.ts';
import { instancesOf } from './nestArchitectureOf.ts';
import { nestProblemOf } from './nestProblemOf.ts';

/**
 * Cycles that no mapping goes below: products over units, and each word through the outermost level once. With sparse
 * features the products of two non-zeros (densities less the 10⁻⁶ that the analysis rounds by); words count only where
 * nothing may be left out or compressed.
 */
export function nestBound(operation: Operation, hardware: NestHardware): Bound {
  const problem = nestProblemOf(operation, hardware);
  const units = instancesOf(hardware)[hardware.levels.length]!;
  const slots = units.x * units.y;
  const sparse = hardware.sparse !== undefined || hardware.choose !== undefined;
  const share = (name: 'a' | 'b'): number => {
    const { density, exact } = operandStatistics(operation, name);
    // A sample of a pattern that fixes no number may be emptier than expected.
    return exact ? Math.max(0, density - 1e-6) : 0;
  };
  const products = Math.floor(problem.computes * share('a') * share('b') * (1 - 1e-9));
  const least = sparse ? products : problem.computes;
  const terms = [
    {
      name: 'compute',
      cycles: Math.ceil(least / slots),
      formula: `${least} products / (${units.x} × ${units.y} units)`,
    },
  ];
  const [outer] = hardware.levels;
  if (!sparse && outer !== undefined) {
    let read = 0;
    let written = 0;
    for (const { simple, isOutput, relevant } of problem.tensors) {
      // Words of a tensor without a halo are those of its dims; strides leave gaps in the box around them.
      let words = 1;
      for (let d = 0; d < relevant.length; d++) if (relevant[d] === 1) words *= problem.dimSizes[d]!;
      if (isOutput) written += words;
      else if (simple) read += words;
    }
    const { name, read_words_per_cycle, write_words_per_cycle, shared_words_per_cycle } = outer;
    const add = (what: string, words: number, rate: number | undefined): void => {
      if (rate === undefined || words === 0) return;
      terms.push({
        name: `${name} ${what}`,
        cycles: Math.floor(words / rate),
        formula: `${words} words / ${rate} words a cycle`,
      });
    };
    add('reads', read, read_words_per_cycle);
    add('writes', written, write_words_per_cycle);
    add('reads and writes', read + written, shared_words_per_cycle);
  }
  return { cycles: Math.max(...terms.map(({ cycles }) => cycles)), terms };
}
