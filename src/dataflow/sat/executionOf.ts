import { macs as denseMacs } from '../../workload/macs.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution, Traffic } from '../execution.ts';
import { names } from './components.ts';
import type { SatCounts } from './counts.ts';
import { satFabric } from './fabric.ts';
import type { SatHardware } from './hardware.ts';
import type { StageProblem } from './stageProblem.ts';

/** Bytes of one word of the memory port. */
const beat = 64;

/** Everything that follows from a product's time and counts. `nonzeros` are those of both operands. */
export function executionOf(
  operation: Operation,
  problem: StageProblem,
  hardware: SatHardware,
  time: { readonly cycles: number; readonly breakdown: Readonly<Record<string, number>> },
  counts: SatCounts,
  nonzeros: { readonly right: number; readonly out: number },
): Execution {
  const { batch, m, k, group, right } = problem;
  const dense = denseMacs(operation);
  // Structure along the sum is skipped; zeros elsewhere are multiplied, and sums that a fixed mask drops are made.
  const products = Math.min(batch * m * nonzeros.right, nonzeros.out * k * batch);
  const executed = group.m > 1 ? batch * m * nonzeros.right : dense;
  const { cycles, breakdown } = time;
  const traffic = trafficOf(counts, right, problem.update !== null);
  let read = 0;
  let written = 0;
  for (const { read_bytes, write_bytes } of traffic) {
    read += read_bytes;
    written += write_bytes;
  }
  const action = (component: string, name: string, count: number) => ({ component, action: name, count });
  const { taken } = satFabric(hardware);
  const elements = hardware.array.rows * hardware.array.cols;
  return {
    cycles,
    breakdown,
    macs: { effectual: products, skipped: dense - executed, gated: 0, padded: executed - products },
    traffic,
    actions: [
      action(names.device, 'clock', Math.ceil((taken['ff'] ?? 0) * cycles)),
      action(names.device, 'toggle', Math.ceil((taken['lut'] ?? 0) * (breakdown['compute'] ?? 0))),
      action(names.array, 'mac', executed),
      action(names.array, 'reduce', counts.reduced),
      action(names.array, 'update', counts.updated),
      action(names.left, 'write', counts.leftWritten),
      action(names.left, 'read', counts.leftRead),
      action(names.right, 'write', counts.rightWritten),
      action(names.right, 'read', counts.rightRead),
      action(names.out, 'write', counts.sumsWritten),
      action(names.out, 'read', counts.sumsRead),
      action(names.port, 'beat', Math.ceil((read + written) / beat)),
      action(names.memory, 'read', read),
      action(names.memory, 'write', written),
    ],
    utilisation: { array: cycles > 0 ? Math.min(1, products / (cycles * elements)) : 0 },
  };
}

/** Traffic of the memory. Master weights are the output of an update; optimiser state and copies are rows of their own. */
function trafficOf(counts: SatCounts, right: 'a' | 'b', update: boolean): Traffic[] {
  const left = right === 'b' ? 'a' : 'b';
  const row = (operand: string, readBits: number, writeBits: number): Traffic => {
    const read_bytes = Math.ceil(readBits / 8);
    const write_bytes = Math.ceil(writeBits / 8);
    const reads = Math.ceil(read_bytes / beat);
    return {
      memory: names.memory,
      operand,
      reads,
      writes: Math.ceil(write_bytes / beat),
      read_bytes,
      write_bytes,
    };
  };
  const master = update ? counts.updated * 32 : 0;
  return [
    row(left, counts.left, 0),
    row(right, counts.right, 0),
    ...(counts.index > 0 ? [row(`metadata_${right}`, counts.index, 0)] : []),
    row('out', master, counts.out),
    ...(update ? [row('state_and_copies', counts.state - master, counts.copies)] : []),
  ];
}
