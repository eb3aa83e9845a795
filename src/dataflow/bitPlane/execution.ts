import type { Operation } from '../../workload/operation.ts';
import type { Execution } from '../execution.ts';
import { boardExecution } from '../gpu/boardExecution.ts';
import type { LoopModel } from '../gpu/kernelRun.ts';
import { productMacs } from '../gpu/productMacs.ts';
import type { BitPlaneHardware } from './hardware.ts';
import type { BitPlaneMapping } from './mapping.ts';
import { aWords, bWords, pairsOf, planeShape, wordBits } from './planeShape.ts';
import { planeTimes } from './planeTimes.ts';

/** A product of digits as an execution. Its energy is that of as many fp16 multiply-accumulates as take its time. */
export function planeExecution(
  operation: Operation,
  tile: BitPlaneMapping,
  hardware: BitPlaneHardware,
  clock_hz: number,
  loop: LoopModel,
): Execution {
  const { gpu: device } = hardware;
  const shape = planeShape(operation, hardware, tile.unit);
  const { batch, m, n, k, output_bytes, warm } = shape;
  const pairs = pairsOf(shape);
  const macs = productMacs(operation, { batch, m, n, k, format: 'i8', output_bytes, sparse: false, warm });
  const word = wordBits / 8;
  const cold = warm ? 0 : 1;
  const outputs = batch * m * n;
  const sums = tile.recovery === 'memory' && pairs > 1 ? outputs * pairs * tile.split_k : 0;
  const execution = boardExecution({
    breakdown: planeTimes(shape, tile, hardware, clock_hz, loop),
    macs,
    moved: [
      { operand: 'a', reads: cold * aWords(shape), writes: 0, bytes: word },
      { operand: 'b', reads: cold * bWords(shape), writes: 0, bytes: word },
      { operand: 'sums', reads: sums, writes: sums, bytes: word },
      { operand: 'out', reads: 0, writes: outputs, bytes: output_bytes },
    ],
    ...(warm && { resident: ['a', 'b'] as const }),
    rate: (shape.rate / pairs) * device.sm_count,
    device,
    clock_hz,
  });
  const digits = (macs.effectual + macs.padded) * pairs;
  const alike = Math.ceil((digits * device.tensor_macs_per_cycle.f16) / shape.rate);
  return {
    ...execution,
    actions: execution.actions.map((each) => (each.action === 'mac' ? { ...each, count: alike } : each)),
  };
}
