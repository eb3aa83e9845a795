import { bitsFor } from '../../tensor/bitsFor.ts';
import type { LayerTrace } from '../../workload/layer.ts';
import type { Storage, StorageRequest, StoredPart } from '../storage.ts';
import { expectedWork } from './blockWork.ts';
import { names } from './components.ts';
import type { DspChainHardware } from './hardware.ts';
import { streamsBytes } from './instructionStreams.ts';
import { productShape } from './productShape.ts';

/**
 * Off-chip memory: weights as they are stored (kept blocks, maps, places), tables of embeddings at 8 bits, keys and values
 * of the workload's length, and the streams of instructions, in a memory of their own where they have one.
 */
export function storageOf(
  request: StorageRequest,
  hardware: DspChainHardware,
  clock_hz: number,
): readonly Storage[] {
  const { memory, instructions } = hardware;
  const streams: StoredPart = {
    name: 'instructions',
    bytes: streamsBytes(request, hardware, clock_hz),
    shrink: 'instructions.max_tokens, or widen instructions.prefill_bucket and decode_bucket',
  };
  const parts: StoredPart[] = [
    { name: 'weights', bytes: weightBytes(request.trace, hardware), shrink: 'bits.weights of the workload' },
    { name: 'cache', bytes: cacheBytes(request.trace, hardware), shrink: 'context or batch of the workload' },
  ];
  const apart = instructions.capacity_bytes > 0;
  const main: Storage = {
    memory: names.memory,
    capacity_bytes: memory.capacity_bytes,
    path: ['memory', 'capacity_bytes'],
    parts: apart ? parts : [...parts, streams],
  };
  if (!apart) return [main];
  const own: Storage = {
    memory: 'instructions',
    capacity_bytes: instructions.capacity_bytes,
    path: ['instructions', 'capacity_bytes'],
    parts: [streams],
  };
  return [main, own];
}

function weightBytes({ layers, table_elements }: LayerTrace, hardware: DspChainHardware): number {
  const { block, index_channels } = hardware;
  let bytes = table_elements;
  for (const { names: stored, operation } of layers) {
    const trained = operation.kind === 'gemm' ? operation.weights === 'b' : operation.kind === 'conv2d';
    if (!trained) continue;
    const shape = productShape(operation, hardware)!;
    const { matrices, n, k, nBlocks, kBlocks, bBits } = shape;
    const { mean, indexed, partial } = expectedWork(operation, shape, hardware);
    if (!indexed) {
      bytes += stored.length * Math.ceil((matrices * n * k * bBits) / 8);
      continue;
    }
    const blocks = matrices * nBlocks * kBlocks;
    const kept = blocks * mean * block;
    const index = index_channels > 0 ? 8 * blocks + bitsFor(block) * partial * kept : 0;
    bytes += stored.length * Math.ceil((kept * bBits + index) / 8);
  }
  return bytes;
}

/** Operands b of attention: the keys and values that a language model keeps. */
function cacheBytes({ layers, phase }: LayerTrace, hardware: DspChainHardware): number {
  if (phase !== 'prefill' && phase !== 'decode') return 0;
  let bytes = 0;
  for (const { count, operation } of layers) {
    if (operation.kind !== 'gemm' || operation.weights !== null) continue;
    const { matrices, n, k, bBits } = productShape(operation, hardware)!;
    bytes += count * Math.ceil((matrices * n * k * bBits) / 8);
  }
  return bytes;
}
