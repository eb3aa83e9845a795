import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import { boardExecution } from '../gpu/boardExecution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { groupsOf, keptGroups } from './groups.ts';
import type { GroupQuantHardware } from './hardware.ts';
import type { GroupQuantMapping } from './mapping.ts';
import { slotsOf } from './shares.ts';
import { expectedTimes, groupTimes, sharesOf, storedBytes } from './times.ts';

/** Multiply-accumulates per clock of an SM's CUDA cores in fp16 pairs: 128 lanes. */
const coreRate = 256;

/** A product of group-sparse weights: concrete groups of each output, or their expectation. */
export function groupExecution(
  operation: Operation,
  mapping: GroupQuantMapping,
  hardware: GroupQuantHardware,
  context: SimulationContext,
  fidelity: 'cycle' | 'estimate',
): Execution {
  const { gpu: device } = hardware;
  const { clock_hz } = context;
  const groups = groupsOf(operation, hardware);
  const { m, n, k } = groups.view;
  let kept: number;
  let times: ReturnType<typeof groupTimes>;
  if (fidelity === 'cycle') {
    const counts = keptGroups(operation, groups, context);
    kept = counts.reduce((sum, count) => sum + count, 0);
    const shares = sharesOf(counts, groups, mapping, hardware);
    const slots = slotsOf(hardware, mapping);
    times = groupTimes(operation, groups, kept, shares, slots, hardware, clock_hz, false);
  } else ({ times, kept } = expectedTimes(operation, mapping, hardware, clock_hz));
  const { a, b, out } = operation.operands;
  const { values, metadata } = storedBytes(groups, kept, b.bits);
  const executed = Math.max(groups.nonzeros, Math.min(n * k, kept * groups.size));
  return boardExecution({
    breakdown: { ...times },
    macs: {
      effectual: m * groups.nonzeros,
      skipped: m * (n * k - executed),
      gated: 0,
      padded: m * (executed - groups.nonzeros),
    },
    moved: [
      { operand: 'a', reads: m * k, writes: 0, bytes: a.bits / 8 },
      { operand: 'b', reads: values, writes: 0, bytes: 1 },
      { operand: 'metadata_b', reads: metadata, writes: 0, bytes: 1 },
      { operand: 'out', reads: 0, writes: m * n, bytes: Math.ceil(out.bits / 8) },
    ],
    rate: coreRate * device.sm_count,
    device,
    clock_hz,
  });
}
