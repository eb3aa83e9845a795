import { invariant } from '../../core/invariant.ts';
import type { Operation } from '../../workload/operation.ts';
import type { BlockWork } from './blockWork.ts';
import { type Epilogue, epilogueOf } from './epilogue.ts';
import type { DspChainHardware } from './hardware.ts';
import { type LayerSink, layerSink } from './layerSink.ts';
import type { DspChainMapping } from './mapping.ts';
import { matrixStream } from './matrixStream.ts';
import { operatorStream } from './operatorStream.ts';
import type { ProductShape } from './productShape.ts';
import type { Timing } from './timing.ts';
import { vectorStream } from './vectorStream.ts';

/** Instructions of a product, with what the special-function unit does to its output, if anything. */
export function productProgram(
  shape: ProductShape,
  work: BlockWork,
  hardware: DspChainHardware,
  timing: Timing,
  mapping: DspChainMapping,
  epilogue: Epilogue | null,
): LayerSink {
  invariant(mapping.mode !== 'none', 'a product has a mode', { mapping });
  const sink = layerSink();
  const stream = mapping.mode === 'mv' ? vectorStream : matrixStream;
  stream(shape, work, hardware, timing, mapping.k_pieces, epilogue, sink);
  return sink;
}

/** Instructions of an operator that follows no product. */
export function operatorProgram(
  operation: Extract<Operation, { kind: 'elementwise' }>,
  hardware: DspChainHardware,
  timing: Timing,
): LayerSink {
  const sink = layerSink();
  operatorStream(operation, hardware, timing, sink);
  return sink;
}

/** What an operator does behind its product. */
export const fusedEpilogue = (operation: Extract<Operation, { kind: 'elementwise' }>): Epilogue =>
  epilogueOf(operation.function, operation.reads_per_element);
