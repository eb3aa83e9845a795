import { isDense } from '../../tensor/isDense.ts';
import type { Layer, LayerTrace } from '../../workload/layer.ts';
import type { Operation } from '../../workload/operation.ts';
import type { StorageRequest } from '../storage.ts';
import type { DspChainHardware } from './hardware.ts';
import { instructionBytes, operatorInstructions, productInstructions } from './instructionCounts.ts';
import { fusedEpilogue } from './layerProgram.ts';
import { bestMapping } from './modes.ts';
import { productShape } from './productShape.ts';

/** Below so many streams of a phase each of them is counted. */
const few = 8;

/**
 * Bytes of the streams that are kept ready: one for each bucket of lengths up to `max_tokens`, of prompts and of decode
 * steps, times the cores where each has its own; a workload without lengths has one stream. Unless asked to be exact, the
 * mean over many lengths is that of a parabola through three of them: a decode step's stream grows linearly with its length,
 * a prompt's with the square (the scores).
 */
export function streamsBytes(request: StorageRequest, hardware: DspChainHardware, clock_hz: number): number {
  const { traceAt, exact } = request;
  if (traceAt === null) return counted(request, hardware, clock_hz);
  // The same whatever the workload's own length: a sweep over lengths asks for it at each.
  let byHardware = remembered.get(traceAt);
  if (byHardware === undefined) {
    byHardware = new WeakMap();
    remembered.set(traceAt, byHardware);
  }
  const found = byHardware.get(hardware);
  if (found !== undefined && found.clock_hz === clock_hz && found.exact === exact) return found.bytes;
  const bytes = counted(request, hardware, clock_hz);
  byHardware.set(hardware, { clock_hz, exact, bytes });
  return bytes;
}

const remembered = new WeakMap<
  object,
  WeakMap<DspChainHardware, { clock_hz: number; exact: boolean; bytes: number }>
>();

function counted(
  { trace, traceAt, exact }: StorageRequest,
  hardware: DspChainHardware,
  clock_hz: number,
): number {
  const { decode_bucket, prefill_bucket, max_tokens, streams } = hardware.instructions;
  const copies = streams === 'shared' ? 1 : hardware.cores;
  const known = new Map<string, number>();
  const of = (found: LayerTrace): number => traceBytes(found, hardware, clock_hz, known);
  if (traceAt === null) return copies * of(trace);
  let sum = 0;
  for (const phase of ['prefill', 'decode'] as const) {
    const bucket = phase === 'prefill' ? prefill_bucket : decode_bucket;
    const buckets = Math.ceil(max_tokens / bucket);
    const at = (i: number): number => of(traceAt(phase, Math.min(max_tokens, i * bucket)));
    if (exact || buckets <= few) for (let i = 1; i <= buckets; i++) sum += at(i);
    else sum += parabolaSum(at, buckets);
  }
  return copies * Math.round(sum);
}

/** Σ f(i) for i = 1 … n of the parabola through f at 1, the middle and n. */
function parabolaSum(f: (i: number) => number, n: number): number {
  const half = Math.floor((n - 1) / 2);
  const [first, middle, last] = [f(1), f(1 + half), f(1 + 2 * half)];
  const slope = (last - first) / (2 * half);
  const curve = (first + last - 2 * middle) / (2 * half * half);
  // i − (1 + half) sums to `rest` over 1 … n, its square to Σ x² over −half … half and the odd one out.
  const rest = n - (1 + 2 * half) === 1 ? half + 1 : 0;
  const squares = (half * (half + 1) * (2 * half + 1)) / 3 + rest * rest;
  return n * middle + slope * rest + curve * squares;
}

/** Bytes of one stream: every layer's instructions. */
function traceBytes(
  { layers }: LayerTrace,
  hardware: DspChainHardware,
  clock_hz: number,
  known: Map<string, number>,
): number {
  let sum = 0;
  for (const layer of layers) {
    const key = JSON.stringify(layer.operation);
    let bytes = known.get(key);
    if (bytes === undefined) {
      bytes = layerBytes(layer, hardware, clock_hz);
      known.set(key, bytes);
    }
    sum += layer.count * bytes;
  }
  return sum;
}

/** Bytes of a layer's instructions under the mapping that its product gets; an operator behind a product adds to it. */
export function layerBytes(
  { operation }: Pick<Layer, 'operation'>,
  hardware: DspChainHardware,
  clock_hz: number,
): number {
  if (operation.kind === 'elementwise' && operation.producer === undefined)
    return instructionBytes(operatorInstructions(operation, hardware));
  const product: Operation = operation.kind === 'elementwise' ? operation.producer! : operation;
  const mapping = bestMapping(product, hardware, clock_hz);
  // A product that fits nothing is refused when it is mapped.
  if (mapping === null) return 0;
  const shape = productShape(product, hardware)!;
  const indexed = hardware.engine.sparse && !isDense(product.operands.b.sparsity);
  const alone = instructionBytes(productInstructions(shape, indexed, hardware, mapping, null));
  if (operation.kind !== 'elementwise') return alone;
  const fused = instructionBytes(
    productInstructions(shape, indexed, hardware, mapping, fusedEpilogue(operation)),
  );
  return Math.max(0, fused - alone);
}
