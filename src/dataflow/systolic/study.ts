import { boundedCache } from '../../core/boundedCache.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Chip } from './hardware.ts';
import { type LeastWork, leastWork } from './leastWork.ts';
import { countsNeedSample } from './macCounts.ts';
import { type Problem, problemOf } from './problem.ts';
import { columnsNeedSample } from './structure.ts';

/** A product on a chip: what is asked at every point of a sweep and is the same for any DRAM. */
export interface Study {
  readonly id: number;
  readonly operation: Operation;
  readonly chip: Chip;
  /** From statistics. */
  readonly problem: Problem;
  /** Whether a sample has columns of its own, so that `problem` does not hold for it. */
  readonly sampledColumns: boolean;
  /** Whether counts of a sample differ from the expected ones. */
  readonly sampledCounts: boolean;
  readonly least: LeastWork;
}

const operationIds = new WeakMap<Operation, number>();
const chipIds = new WeakMap<object, number>();
const chips = boundedCache<string, number>(4096);
let nextOperation = 0;
let nextChip = 0;

/** Bytes, roughly: the columns' own n are most of it. */
const weight = ({ problem }: Study): number =>
  3072 + (problem.kept ?? []).reduce((sum, columns) => sum + columns.byteLength, 0);

const studies = boundedCache<number, Study>(12 * 1024 * 1024, weight);

/** Equal chips have one number, whichever design they stand in. */
function chipId(chip: Chip): number {
  const known = chipIds.get(chip);
  if (known !== undefined) return known;
  const key = JSON.stringify([chip.array, chip.scratchpad]);
  let id = chips.get(key);
  if (id === undefined) {
    id = nextChip++;
    chips.set(key, id);
  }
  chipIds.set(chip, id);
  return id;
}

function operationId(operation: Operation): number {
  const known = operationIds.get(operation);
  if (known !== undefined) return known;
  operationIds.set(operation, nextOperation);
  return nextOperation++;
}

/** The study of an operation on a chip. Both are known by identity: change a copy, not the object. */
export function studyOf(operation: Operation, hardware: Chip): Study {
  // Operations of one process stay below 2^24, chips below 2^29.
  const id = chipId(hardware) * 16777216 + operationId(operation);
  const known = studies.get(id);
  if (known !== undefined) return known;
  const chip: Chip = { array: hardware.array, scratchpad: hardware.scratchpad };
  const sampledColumns = columnsNeedSample(operation, chip);
  const problem = problemOf(operation, chip, 'expected');
  const study = {
    id,
    operation,
    chip,
    problem,
    sampledColumns,
    sampledCounts: sampledColumns || countsNeedSample(operation),
    least: leastWork(sampledColumns ? problemOf(operation, chip, 'least') : problem, chip),
  };
  studies.set(id, study);
  return study;
}
