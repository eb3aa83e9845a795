import { invariant } from '../../core/invariant.ts';
import type { Layer } from '../../workload/layer.ts';
import type { Operation } from '../../workload/operation.ts';
import { expectedWork } from './blockWork.ts';
import type { DspChainHardware } from './hardware.ts';
import { fusedEpilogue, operatorProgram, productProgram } from './layerProgram.ts';
import { bestMapping } from './modes.ts';
import { productShape } from './productShape.ts';
import { type QueueRun, runQueues } from './queueMachine.ts';
import { queueNames, ticksPerCycle } from './queueProgram.ts';
import { type Timing, timingOf } from './timing.ts';

/** Busy cycles and instructions of each queue over a network, and its cycles, from expected patterns. */
export interface QueueTimes {
  readonly cycles: number;
  readonly busy: Readonly<Record<(typeof queueNames)[number], number>>;
  readonly instructions: number;
}

/** Every layer ends with a synchronisation of all queues, so their times add up; an operator adds to its product. */
export function queueTimes(
  layers: readonly Layer[],
  hardware: DspChainHardware,
  clock_hz: number,
): QueueTimes {
  const timing = timingOf(hardware, clock_hz);
  const busy = new Array<number>(queueNames.length).fill(0);
  let ticks = 0;
  let instructions = 0;
  const add = (run: QueueRun, times: number): void => {
    ticks += times * run.finish;
    for (let q = 0; q < busy.length; q++) {
      busy[q]! += times * run.busy[q]!;
      instructions += times * run.counts[q]!;
    }
  };
  for (const { operation, count } of layers)
    for (const { run, sign } of runsOf(operation, hardware, timing, clock_hz)) add(run, sign * count);
  const named = queueNames.map((name, q) => [name, busy[q]! / ticksPerCycle]);
  return {
    cycles: ticks / ticksPerCycle,
    busy: Object.fromEntries(named) as QueueTimes['busy'],
    instructions,
  };
}

function runsOf(operation: Operation, hardware: DspChainHardware, timing: Timing, clock_hz: number) {
  if (operation.kind === 'elementwise' && operation.producer === undefined)
    return [{ run: runQueues(operatorProgram(operation, hardware, timing).program.build()), sign: 1 }];
  const product = operation.kind === 'elementwise' ? operation.producer! : operation;
  const mapping = bestMapping(product, hardware, clock_hz);
  invariant(mapping !== null, 'a network that ran has mappings', { operation: product.kind });
  const shape = productShape(product, hardware)!;
  const work = expectedWork(product, shape, hardware);
  const of = (epilogue: Parameters<typeof productProgram>[5]): QueueRun =>
    runQueues(productProgram(shape, work, hardware, timing, mapping, epilogue).program.build());
  return operation.kind === 'elementwise'
    ? [
        { run: of(fusedEpilogue(operation)), sign: 1 },
        { run: of(null), sign: -1 },
      ]
    : [{ run: of(null), sign: 1 }];
}
