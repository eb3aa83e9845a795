import type { SparseProblem } from '../sparseProblem.ts';
import { farthest } from './agenda.ts';
import type { ThreadHardware } from './hardware.ts';
import { stepThreads } from './stepThreads.ts';
import { inIssue, type ThreadCounts } from './threadCounts.ts';
import { type Batches, createMachine, type ThreadMemory } from './threadMachine.ts';

import type { Windows } from './windows.ts';
import { openWindow } from './windowTurns.ts';

/** Many calls let the host compile the loops with what is fixed for a run known at their entry. */
const wholeReach: Batches = { reach: farthest, events: 8192 };

/**
 * Threads of in-order cores on a shared scratchpad and memory, from event to event: docs/models/spgemm.md has the
 * program. Cores, banks and the memory interface serve requests in the order of their arrival (threads of smaller number
 * first within a cycle), so that a bank's or the interface's end is known when the request arrives; an exact DRAM answers
 * later. A thread joins its core's queue as soon as it is known when it arrives there, without an event of its own.
 */
export function runThreads(
  problem: SparseProblem,
  hardware: ThreadHardware,
  windows: Windows,
  memory: ThreadMemory,
  outputs: number,
  batches: Batches = wholeReach,
): ThreadCounts {
  const m = createMachine(problem, hardware, windows, memory, outputs, batches);
  openWindow(m, 0);
  while (stepThreads(m));
  // What is left of all threads' time, they waited for their cores.
  let booked = 0;
  for (let i = 0; i < m.spent.length; i++) booked += m.spent[i]!;
  m.spent[inIssue] = m.threads * m.end - booked;
  const { spent, issued, probes, collisions, tokens, scanned, readA, readB, readPointersA, readPointersB } =
    m;
  return {
    cycles: m.end,
    spent,
    issued,
    probes,
    collisions,
    tokens,
    outputs: m.placed,
    scanned,
    windows: windows.count,
    readA,
    readB,
    readPointersA,
    readPointersB,
  };
}
