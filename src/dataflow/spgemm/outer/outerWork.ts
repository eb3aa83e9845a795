import { createDispatcher, nextBlock } from './dispatcher.ts';
import { mergeWays, type OuterHardware } from './hardware.ts';
import type { MergePass } from './mergePasses.ts';
import { mergePasses } from './mergePasses.ts';
import type { OuterCounts } from './outerCounts.ts';
import type { OuterProblem } from './outerProblem.ts';

type Work = Omit<OuterCounts, 'cycles' | 'spent' | 'multiplied'>;

/** What any schedule of both phases reads, writes and merges: the counts of a run less its times. */
export function outerWork(outer: OuterProblem, hardware: OuterHardware): Work {
  const dispatcher = createDispatcher(outer);
  const ways = mergeWays(hardware);
  let readA = 0;
  let readB = 0;
  let pointers = 0;
  let partialsWritten = 0;
  let partialsRead = 0;
  let listsWritten = 0;
  let listsRead = 0;
  let merging = 0;
  while (nextBlock(dispatcher)) {
    const { aFrom, aTo, bFrom, bTo } = dispatcher;
    readA += aTo - aFrom;
    readB += bTo - bFrom;
    pointers += dispatcher.pointers;
  }
  for (let row = 0; row < outer.lists.length; row++) {
    const lists = outer.lists[row]!;
    if (lists === 0) continue;
    partialsWritten += outer.rowProducts[row]!;
    listsWritten += lists;
    const passes: readonly MergePass[] = mergePasses(outer, row, ways);
    for (let i = 0; i < passes.length; i++) {
      const pass = passes[i]!;
      partialsRead += pass.read;
      listsRead += pass.lists;
      merging += pass.cycles;
      if (i + 1 === passes.length) continue;
      partialsWritten += pass.written;
      listsWritten += pass.listsWritten;
    }
  }
  return { readA, readB, pointers, partialsWritten, partialsRead, listsWritten, listsRead, merging };
}
