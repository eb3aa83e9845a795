import { invariant } from '../../core/invariant.ts';
import { macs as denseMacs } from '../../workload/macs.ts';
import type { OperandName } from '../../workload/operand.ts';
import type { Operation } from '../../workload/operation.ts';
import { wantedOutputs } from '../../workload/wantedOutputs.ts';
import type { Execution, Traffic } from '../execution.ts';
import type { BlockWork } from './blockWork.ts';
import { names } from './components.ts';
import { fabricOf } from './fabric.ts';
import type { DspChainHardware } from './hardware.ts';
import type { LayerSink } from './layerSink.ts';
import type { DspChainMapping } from './mapping.ts';
import { tileGroups } from './matrixStream.ts';
import type { ProductShape } from './productShape.ts';

export type Counts = Omit<LayerSink, 'program'>;

/** Memory traffic of a layer in bytes and words of 32 bytes (one beat of a channel). */
function trafficOf({ bits }: Counts, instructionBytes: number): Traffic[] {
  const row = (operand: string, readBits: number, writeBits: number): Traffic => {
    const read_bytes = Math.ceil(readBits / 8);
    const write_bytes = Math.ceil(writeBits / 8);
    return {
      memory: names.memory,
      operand,
      reads: Math.ceil(read_bytes / 32),
      writes: Math.ceil(write_bytes / 32),
      read_bytes,
      write_bytes,
    };
  };
  return [
    row('a', bits.a + bits.extra, 0),
    row('b', bits.b, 0),
    row('metadata_b', bits.index, 0),
    row('out', 0, bits.out),
    ...(instructionBytes > 0 ? [row('instructions', 8 * instructionBytes, 0)] : []),
  ];
}

/** Multiply-accumulates left of the diagonal, and those that tiles compute right of it. */
function causalMacs(shape: ProductShape, hardware: DspChainHardware, dense: number): [number, number] {
  const { rows, n, k, matrices } = shape;
  const { engine } = hardware;
  const reach = tileGroups(shape, hardware);
  let computed = 0;
  for (let row = 0; row < rows; row++)
    computed += Math.min(n, reach(Math.floor(row / engine.mm_rows)) * engine.mm_group);
  const effectual = matrices * k * wantedOutputs({ m: rows, n, causal: true });
  return [effectual, Math.min(dense, matrices * k * computed) - effectual];
}

/** Everything that follows from a layer's time and counts. */
export function executionOf(
  operation: Operation,
  shape: ProductShape | null,
  work: BlockWork | null,
  mapping: DspChainMapping,
  hardware: DspChainHardware,
  counts: Counts,
  time: { readonly cycles: number; readonly breakdown: Readonly<Record<string, number>> },
  instructionBytes: number,
): Execution {
  const { cores, engine, block } = hardware;
  const dense = denseMacs(operation);
  let effectual = 0;
  let padded = 0;
  if (shape !== null && work !== null) {
    effectual = shape.rows * work.nonzeros;
    // Stored values of kept blocks that are zero are multiplied; what lies past the matrix is no multiplication of it.
    const executed = Math.min(
      dense,
      shape.rows * shape.matrices * Math.round((shape.n * shape.k * work.mean) / block),
    );
    padded = Math.max(0, executed - effectual);
    if (shape.causal && mapping.mode === 'mm') [effectual, padded] = causalMacs(shape, hardware, dense);
  }
  invariant(effectual + padded <= dense, 'no more is multiplied than there is', { effectual, padded, dense });
  const parallel =
    cores * engine.depth * (mapping.mode === 'mm' ? engine.mm_columns * engine.mm_rows : engine.mv_columns);
  const { cycles, breakdown } = time;
  const fabric = fabricOf(hardware);
  const traffic = trafficOf(counts, instructionBytes);
  const resident: OperandName[] = [];
  if (counts.bits.a === 0) resident.push('a');
  if (counts.bits.out === 0) resident.push('out');
  const { words } = counts;
  let beats = 0;
  for (const { reads, writes } of traffic) beats += reads + writes;
  let readBytes = 0;
  let writeBytes = 0;
  for (const { read_bytes, write_bytes } of traffic) {
    readBytes += read_bytes;
    writeBytes += write_bytes;
  }
  const action = (component: string, name: string, count: number) => ({
    component,
    action: name,
    count: Math.ceil(count),
  });
  return {
    cycles,
    breakdown,
    macs: { effectual, skipped: dense - effectual - padded, gated: 0, padded },
    traffic,
    ...(resident.length > 0 ? { resident } : {}),
    actions: [
      action(names.device, 'clock', fabric.ff * cycles),
      action(
        names.device,
        'toggle',
        fabric.lut * ((breakdown['compute'] ?? 0) + (breakdown['special'] ?? 0)),
      ),
      action(names.engine, 'slice', counts.multiplications / engine.macs_per_dsp),
      action(names.special, 'element', counts.special),
      action(names.bufferA, 'write', mapping.mode === 'mm' ? words.activationWrite : words.weightWrite),
      action(names.bufferA, 'read', mapping.mode === 'mm' ? words.activationRead : words.weightRead),
      action(names.bufferB, 'write', mapping.mode === 'mm' ? words.weightWrite : words.activationWrite),
      action(names.bufferB, 'read', mapping.mode === 'mm' ? words.weightRead : words.activationRead),
      action(names.global, 'write', words.outputWrite),
      action(names.global, 'read', words.outputRead),
      action(names.port, 'beat', beats),
      action(names.memory, 'read', readBytes),
      action(names.memory, 'write', writeBytes),
    ],
    utilisation: {
      array: cycles > 0 ? Math.min(1, effectual / (cycles * parallel)) : 0,
    },
  };
}
