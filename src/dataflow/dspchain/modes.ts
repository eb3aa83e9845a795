import type { Operation } from '../../workload/operation.ts';
import { type BlockWork, expectedWork } from './blockWork.ts';
import { closedForm } from './closedForm.ts';
import type { DspChainHardware } from './hardware.ts';
import type { DspChainMapping } from './mapping.ts';
import { fewestPieces } from './pieces.ts';
import { type ProductShape, productShape } from './productShape.ts';
import { type Timing, timingOf } from './timing.ts';

/**
 * Ways to run a product: each mode with the fewest pieces of K that leave room for two in the buffer, as FlightLLM's
 * compiler cuts it (a mapping file may say more). Vector mode takes rows one by one, so it is left out where matrix mode fills a whole tile.
 */
export function productMappings(shape: ProductShape, hardware: DspChainHardware): DspChainMapping[] {
  const found: DspChainMapping[] = [];
  for (const mode of ['mv', 'mm'] as const) {
    if (mode === 'mv' && shape.rows >= hardware.engine.mm_rows) continue;
    if (mode === 'mm' && 2 * shape.kBlocks > hardware.buffers.a_depth) continue;
    if (!feedsEngine(hardware, mode)) continue;
    const fewest = fewestPieces(shape, hardware, mode);
    if (fewest === null || fewest > shape.kBlocks) continue;
    found.push({ mode, k_pieces: fewest });
  }
  return found;
}

/**
 * Whether buffer A has the banks for the engine: one for each row in matrix mode; in vector mode one for two columns, both
 * ports of a bank being read while loads fill another group of banks (FlightLLM artifact: 4 banks of 16 B for each of 8
 * channels feed 1024 multiplications).
 */
export function feedsEngine({ buffers, engine, memory }: DspChainHardware, mode: 'mv' | 'mm'): boolean {
  const { channels_per_core } = memory;
  return mode === 'mm'
    ? buffers.a_banks * channels_per_core >= engine.mm_rows
    : 2 * buffers.a_mv_banks * channels_per_core >= engine.mv_columns;
}

/** Estimated cycles of a mapping: what the search compares. */
export function mappingCycles(
  shape: ProductShape,
  work: BlockWork,
  hardware: DspChainHardware,
  timing: Timing,
  mapping: DspChainMapping,
): number {
  return closedForm(shape, work, hardware, timing, mapping, null).ticks;
}

/** The mapping that the search finds when it looks for cycles; null where none fits. Ties go to the first. */
export function bestMapping(
  operation: Operation,
  hardware: DspChainHardware,
  clock_hz: number,
): DspChainMapping | null {
  const shape = productShape(operation, hardware)!;
  const work = expectedWork(operation, shape, hardware);
  const timing = timingOf(hardware, clock_hz);
  let best: DspChainMapping | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const mapping of productMappings(shape, hardware)) {
    const ticks = mappingCycles(shape, work, hardware, timing, mapping);
    if (ticks < least) {
      least = ticks;
      best = mapping;
    }
  }
  return best;
}
