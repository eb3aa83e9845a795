import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { actionsOf } from './actions.ts';
import { type ArrayCounts, arrayCounts } from './arrayCounts.ts';
import { elementShape } from './components.ts';
import type { SystolicHardware } from './hardware.ts';
import { macCounts } from './macCounts.ts';
import type { SystolicMapping } from './mapping.ts';
import type { Problem } from './problem.ts';
import type { Tiling } from './tiling.ts';
import { type DramTraffic, dramTraffic, trafficOf } from './traffic.ts';

/** Cycles by reason. */
export interface Breakdown {
  readonly cycles: number;
  readonly compute: number;
  readonly fill_drain: number;
  readonly bank: number;
  readonly dram_a: number;
  readonly dram_b: number;
  readonly dram_out: number;
}

/** What both fidelities have in common: exact counts of work and traffic; only the cycles differ. */
export function executionOf(
  operation: Operation,
  problem: Problem,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  tiling: Tiling,
  context: SimulationContext | null,
  time: (array: ArrayCounts, dram: DramTraffic) => Breakdown,
): Execution {
  const { rows, cols, zero_gating } = hardware.array;
  const array = arrayCounts(problem, hardware, tiling);
  const dram = dramTraffic(problem, mapping, tiling);
  const { cycles, ...breakdown } = time(array, dram);
  const macs = macCounts(operation, problem, zero_gating, context);
  const traffic = trafficOf(problem, hardware, tiling, dram, array);
  const { lanes } = elementShape(hardware);
  const executed = macs.effectual + macs.gated + macs.padded;
  const slots = rows * cols * lanes;
  return {
    cycles,
    breakdown,
    macs,
    traffic,
    actions: actionsOf(problem, hardware, macs, traffic, array),
    utilisation: {
      array: Math.min(1, macs.effectual / (cycles * slots)),
      mapping: Math.min(1, executed / (slots * breakdown.compute)),
    },
  };
}
