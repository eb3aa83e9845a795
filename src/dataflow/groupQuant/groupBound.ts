import type { Operation } from '../../workload/operation.ts';
import type { Bound } from '../bound.ts';
import { boardBound, serialCycles } from '../gpu/boardBound.ts';
import { groupsOf } from './groups.ts';
import type { GroupQuantHardware } from './hardware.ts';
import { lanes, laneValues } from './shares.ts';

/** Launch, then non-zeros through the SMs in full steps, a step's latency, or values and activations from memory. */
export function groupBound(operation: Operation, hardware: GroupQuantHardware, clock_hz: number): Bound {
  const { gpu, group_gemv } = hardware;
  const { view, nonzeros, sparse } = groupsOf(operation, hardware);
  const { a, b } = operation.operands;
  const values = laneValues * lanes;
  const each = (group_gemv.step_cycles + (sparse ? group_gemv.scattered_cycles : 0)) * view.m;
  const works = [
    {
      name: 'compute',
      cycles: ((nonzeros / values) * each) / gpu.sm_count,
      formula: `${nonzeros} weights / ${values} × ${each} clk / ${gpu.sm_count} SMs`,
    },
  ];
  const bytes = Math.floor((nonzeros * b.bits + view.m * view.k * a.bits) / 8);
  return boardBound(serialCycles(clock_hz, gpu.launch_us), bytes, works, gpu, clock_hz);
}
