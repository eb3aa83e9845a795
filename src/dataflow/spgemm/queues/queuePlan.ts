import { firstNotBelow } from '../firstNotBelow.ts';
import { type OperandRegions, operandRegions } from '../operandRegions.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import { type QueueHardware, queueElements } from './hardware.ts';
import { createQueues, rangeStarts, sortIn } from './sortInQueues.ts';

/**
 * What each element does, in order: tasks (a row of a, or a range of its output columns), and for each the vectors (an
 * element of a and a piece of a row of b) with the cycles that sorting them in takes.
 */
export interface QueuePlan {
  readonly problem: SparseProblem;
  readonly regions: OperandRegions;
  /** First task of each element, count + 1 of them. */
  readonly firstTask: Int32Array;
  readonly taskRow: Int32Array;
  readonly taskOutputs: Int32Array;
  /** First vector of each task, tasks + 1 of them. */
  readonly firstVector: Int32Array;
  /** By vector: first element of b, elements, cycles. */
  readonly from: Int32Array;
  readonly length: Int32Array;
  readonly cycles: Int32Array;
  readonly outputs: number;
}

export function queuePlan(problem: SparseProblem, hardware: QueueHardware): QueuePlan {
  const { a, b, bytesOut } = problem;
  const { count, queues } = hardware.elements;
  const size = queueElements(hardware, bytesOut);
  const sorter = createQueues(queues, size);
  const firstTask = new Int32Array(count + 1);
  const taskRow: number[] = [];
  const taskOutputs: number[] = [];
  const firstVector: number[] = [0];
  const from: number[] = [];
  const length: number[] = [];
  const cycles: number[] = [];
  const seen = new Int32Array(b.cols).fill(-1);
  const row = new Int32Array(b.cols);
  let outputs = 0;
  for (let e = 0; e < count; e++) {
    for (let i = e; i < a.rows; i += count) {
      const first = a.rowPointers[i]!;
      const end = a.rowPointers[i + 1]!;
      if (first === end) continue;
      let found = 0;
      for (let p = first; p < end; p++)
        for (let q = b.rowPointers[a.columns[p]!]!; q < b.rowPointers[a.columns[p]! + 1]!; q++) {
          const column = b.columns[q]!;
          if (seen[column] === i) continue;
          seen[column] = i;
          row[found++] = column;
        }
      outputs += found;
      if (found > size) row.subarray(0, found).sort();
      const starts = rangeStarts(row, found, size);
      for (let r = 0; r < starts.length; r++) {
        const whole = starts.length === 1;
        const until = r + 1 < starts.length ? starts[r + 1]! : b.cols;
        sorter.lengths.fill(0);
        for (let p = first; p < end; p++) {
          let begin = b.rowPointers[a.columns[p]!]!;
          let stop = b.rowPointers[a.columns[p]! + 1]!;
          if (!whole) {
            begin = firstNotBelow(b.columns, begin, stop, starts[r]!);
            stop = firstNotBelow(b.columns, begin, stop, until);
          }
          from.push(begin);
          length.push(stop - begin);
          cycles.push(stop > begin ? sortIn(sorter, b.columns, begin, stop) : 0);
        }
        taskRow.push(i);
        taskOutputs.push(whole ? found : Math.min(size, found - r * size));
        firstVector.push(from.length);
      }
    }
    firstTask[e + 1] = taskRow.length;
  }
  return {
    problem,
    regions: operandRegions(problem),
    firstTask,
    taskRow: Int32Array.from(taskRow),
    taskOutputs: Int32Array.from(taskOutputs),
    firstVector: Int32Array.from(firstVector),
    from: Int32Array.from(from),
    length: Int32Array.from(length),
    cycles: Int32Array.from(cycles),
    outputs,
  };
}
