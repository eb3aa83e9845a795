import type { Operation } from '../../workload/operation.ts';
import type { Bound, BoundTerm } from '../bound.ts';
import { operandStatistics } from './densities.ts';
import type { NestHardware } from './hardware.ts';
import { instancesOf } from './nestArchitectureOf.ts';
import { nestProblemOf } from './nestProblemOf.ts';

/**
 * Cycles that no mapping goes below: products over units, and each word through the outermost level once. With sparse
 * features the products of two non-zeros (densities less the 10⁻⁶ that the analysis rounds by); words count only where
 * nothing may be left out or compressed. `sampled`: products are counted in samples, where the non-zeros of two sparse
 * operands may meet less often than expected.
 */
export function nestBound(operation: Operation, hardware: NestHardware, sampled = false): Bound {
  const problem = nestProblemOf(operation, hardware);
  const units = instancesOf(hardware)[hardware.levels.length]!;
  const slots = units.x * units.y;
  const sparse = hardware.sparse !== undefined || hardware.choose !== undefined;
  const share = (name: 'a' | 'b'): number => {
    const { density, exact } = operandStatistics(operation, name);
    // A sample of a pattern that fixes no number may be emptier than expected.
    const other = operandStatistics(operation, name === 'a' ? 'b' : 'a').density;
    return exact && !(sampled && other < 1) ? Math.max(0, density - 1e-6) : 0;
  };
  const products = Math.floor(problem.computes * share('a') * share('b') * (1 - 1e-9));
  const least = sparse ? products : problem.computes;
  const terms: BoundTerm[] = [
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
    const { name, word_bits, read_words_per_cycle, write_words_per_cycle, shared_words_per_cycle } = outer;
    // Traffic counts both directions, so its roof is that of both ports.
    const apart =
      read_words_per_cycle === undefined || write_words_per_cycle === undefined
        ? undefined
        : read_words_per_cycle + write_words_per_cycle;
    const both = shared_words_per_cycle ?? apart;
    const add = (what: string, words: number, rate: number | undefined): void => {
      if (rate === undefined || words === 0) return;
      terms.push({
        name: `${name} ${what}`,
        cycles: Math.floor(words / rate),
        formula: `${words} words / ${rate} words a cycle`,
        ...(both === undefined ? {} : { roof: { memory: name, bytes_per_cycle: (both * word_bits) / 8 } }),
      });
    };
    add('reads', read, read_words_per_cycle);
    add('writes', written, write_words_per_cycle);
    add('reads and writes', read + written, shared_words_per_cycle);
  }
  return { cycles: Math.max(...terms.map(({ cycles }) => cycles)), terms };
}
