import { invariant } from '../../core/invariant.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import type { Timeline } from '../timeline.ts';
import { type BlockWork, expectedWork, sampledWork } from './blockWork.ts';
import { closedForm } from './closedForm.ts';
import type { Epilogue } from './epilogue.ts';
import { type Counts, executionOf } from './execution.ts';
import type { DspChainHardware } from './hardware.ts';
import { productInstructions, instructionBytes as streamBytes } from './instructionCounts.ts';
import { addedTime, fetchedBytes, withFetch } from './instructionFetch.ts';
import { fusedEpilogue, operatorProgram, productProgram } from './layerProgram.ts';
import { type LayerSink, layerSink } from './layerSink.ts';
import type { DspChainMapping } from './mapping.ts';
import { type ProductShape, productShape } from './productShape.ts';
import { runQueues } from './queueMachine.ts';
import { type QueueProgram, queueNames, ticksPerCycle } from './queueProgram.ts';
import { queueShares } from './queueShares.ts';
import { shareCycles, wholeCycles } from './shareCycles.ts';
import { type Timing, timingOf } from './timing.ts';

type Operator = Extract<Operation, { kind: 'elementwise' }>;

interface Timed {
  readonly counts: Counts;
  readonly cycles: number;
  readonly breakdown: Readonly<Record<string, number>>;
  readonly instructionBytes: number;
}

function timed(sink: LayerSink, hardware: DspChainHardware, clock_hz: number): Timed {
  const program = sink.program.build();
  const run = runQueues(program);
  invariant(run.stuck === 0, 'every instruction runs', { stuck: run.stuck, length: program.length });
  const cycles = wholeCycles(run.finish);
  const instructionBytes = fetchedBytes(streamBytes(run.counts), hardware);
  const queues = { cycles, breakdown: shareCycles(queueShares(program, run), cycles) };
  return { counts: sink, ...withFetch(queues, instructionBytes, hardware, clock_hz), instructionBytes };
}

/** The layer's instructions on the six queues, as `simulate` runs them; an operator behind a product comes with it. */
export function timeline(
  operation: Operation,
  hardware: DspChainHardware,
  mapping: DspChainMapping,
  context: SimulationContext,
): Timeline {
  const program = layerQueues(operation, hardware, mapping, context);
  const { start, end, finish } = runQueues(program);
  return {
    tracks: queueNames,
    track: program.queue,
    start: start.map((ticks) => ticks / ticksPerCycle),
    duration: end.map((ticks, i) => (ticks - start[i]!) / ticksPerCycle),
    end: finish / ticksPerCycle,
  };
}

function layerQueues(
  operation: Operation,
  hardware: DspChainHardware,
  mapping: DspChainMapping,
  context: SimulationContext,
): QueueProgram {
  const timing = timingOf(hardware, context.clock_hz);
  if (operation.kind === 'elementwise' && operation.producer === undefined)
    return operatorProgram(operation, hardware, timing).program.build();
  const product = operation.kind === 'elementwise' ? operation.producer! : operation;
  const shape = productShape(product, hardware)!;
  const work = sampledWork(product, shape, hardware, context);
  const epilogue = operation.kind === 'elementwise' ? fusedEpilogue(operation) : null;
  return productProgram(shape, work, hardware, timing, mapping, epilogue).program.build();
}

/** What an operator adds to its product: counts with it less counts without it. */
function difference(fused: Counts, alone: Counts): Counts {
  const counts = layerSink();
  const { bits, words } = counts;
  for (const key of ['a', 'b', 'out', 'index', 'extra'] as const)
    bits[key] = Math.max(0, fused.bits[key] - alone.bits[key]);
  for (const key of Object.keys(words) as (keyof typeof words)[])
    words[key] = Math.max(0, fused.words[key] - alone.words[key]);
  counts.special = fused.special - alone.special;
  return counts;
}

export function simulate(
  operation: Operation,
  hardware: DspChainHardware,
  mapping: DspChainMapping,
  context: SimulationContext,
): Execution {
  const timing = timingOf(hardware, context.clock_hz);
  if (operation.kind === 'elementwise')
    return operator(operation, hardware, mapping, timing, context.clock_hz);
  const shape = productShape(operation, hardware)!;
  const work = sampledWork(operation, shape, hardware, context);
  const { counts, instructionBytes, ...time } = timed(
    productProgram(shape, work, hardware, timing, mapping, null),
    hardware,
    context.clock_hz,
  );
  return executionOf(operation, shape, work, mapping, hardware, counts, time, instructionBytes);
}

/**
 * An operator behind a product costs what it adds: the product's queues with it less the product's queues alone. Layers
 * then sum to the fused network exactly, since every layer ends with a synchronisation of all queues.
 */
function operator(
  operation: Operator,
  hardware: DspChainHardware,
  mapping: DspChainMapping,
  timing: Timing,
  clock_hz: number,
): Execution {
  const { producer } = operation;
  if (producer === undefined) {
    const { counts, instructionBytes, ...time } = timed(
      operatorProgram(operation, hardware, timing),
      hardware,
      clock_hz,
    );
    return executionOf(operation, null, null, mapping, hardware, counts, time, instructionBytes);
  }
  const shape = productShape(producer, hardware)!;
  // The product's own pattern belongs to its layer; its operator sees the statistics, which fix the same sizes.
  const work = expectedWork(producer, shape, hardware);
  const program = (epilogue: Epilogue | null) =>
    timed(productProgram(shape, work, hardware, timing, mapping, epilogue), hardware, clock_hz);
  const alone = program(null);
  const fused = program(fusedEpilogue(operation));
  return executionOf(
    operation,
    null,
    null,
    mapping,
    hardware,
    difference(fused.counts, alone.counts),
    addedTime(fused, alone),
    Math.max(0, fused.instructionBytes - alone.instructionBytes),
  );
}

export function estimate(
  operation: Operation,
  hardware: DspChainHardware,
  mapping: DspChainMapping,
  context: SimulationContext,
): Execution {
  const timing = timingOf(hardware, context.clock_hz);
  if (operation.kind === 'elementwise') {
    const { producer } = operation;
    if (producer === undefined) return operator(operation, hardware, mapping, timing, context.clock_hz);
    const shape = productShape(producer, hardware)!;
    const work = expectedWork(producer, shape, hardware);
    const form = (epilogue: Epilogue | null) =>
      formed(shape, work, hardware, timing, mapping, epilogue, context.clock_hz);
    const alone = form(null);
    const fused = form(fusedEpilogue(operation));
    return executionOf(
      operation,
      null,
      null,
      mapping,
      hardware,
      difference(fused.counts, alone.counts),
      addedTime(fused, alone),
      Math.max(0, fused.instructionBytes - alone.instructionBytes),
    );
  }
  const shape = productShape(operation, hardware)!;
  const work: BlockWork = expectedWork(operation, shape, hardware);
  const { counts, instructionBytes, ...time } = formed(
    shape,
    work,
    hardware,
    timing,
    mapping,
    null,
    context.clock_hz,
  );
  return executionOf(operation, shape, work, mapping, hardware, counts, time, instructionBytes);
}

/** A product in closed form, with the time its instructions are seen to take. */
function formed(
  shape: ProductShape,
  work: BlockWork,
  hardware: DspChainHardware,
  timing: Timing,
  mapping: DspChainMapping,
  epilogue: Epilogue | null,
  clock_hz: number,
): Timed {
  const { ticks, compute, sink } = closedForm(shape, work, hardware, timing, mapping, epilogue);
  const cycles = wholeCycles(ticks);
  const shares = { compute: Math.min(ticks, compute), load: Math.max(0, ticks - compute) };
  const counts = productInstructions(shape, work.indexed, hardware, mapping, epilogue);
  const instructionBytes = fetchedBytes(streamBytes(counts), hardware);
  const time = { cycles, breakdown: shareCycles(shares, cycles) };
  return {
    counts: rounded(sink),
    ...withFetch(time, instructionBytes, hardware, clock_hz),
    instructionBytes,
  };
}

/** Expected counts as whole numbers. */
function rounded({ bits, words, multiplications, special }: Counts): Counts {
  const whole = <T extends Record<string, number>>(record: T): T =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, Math.ceil(value)])) as T;
  return {
    bits: whole(bits),
    words: whole(words),
    multiplications: Math.ceil(multiplications),
    special: Math.ceil(special),
  };
}
