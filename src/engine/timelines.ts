import { boundedCache } from '../core/boundedCache.ts';
import type { Timeline } from '../dataflow/timeline.ts';
import type { SparseMatrix } from '../tensor/sparseMatrix.ts';
import { canonicalJson } from './canonicalJson.ts';
import { evaluate } from './evaluate.ts';
import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import { prepareDesign, prepareTrace } from './preparePoint.ts';
import { shippedLibrary } from './shippedLibrary.ts';
import { patternBytes, simulationContext } from './simulationContext.ts';

/** A layer's timeline. Layers of equal operation are one, which runs `count` times. */
export interface LayerTimeline {
  readonly name: string;
  readonly count: number;
  readonly timeline: Timeline;
}

/**
 * Timelines of a point's layers, one at a time, in order; null where the dataflow has none. A product whose output an
 * operator works on is drawn with the operator, not again on its own.
 */
export function timelines(
  point: PointSpec,
  options: { readonly library?: Library; readonly wanted?: (name: string) => boolean } = {},
): Iterable<LayerTimeline> | null {
  const library = options.library ?? shippedLibrary;
  const { dataflow, architecture, design } = prepareDesign(point.architecture, library);
  const draw = dataflow.timeline?.bind(dataflow);
  if (draw === undefined) return null;
  const { layers } = prepareTrace(point.workload, library).trace;
  const drawnWith = new Map<string, number>();
  for (const { operation, count } of layers)
    if (operation.kind === 'elementwise' && operation.producer !== undefined) {
      const key = canonicalJson(operation.producer);
      drawnWith.set(key, (drawnWith.get(key) ?? 0) + count);
    }
  const { layers: results } = evaluate(point, { library });
  const samples = boundedCache<string, SparseMatrix>(64 * 1024 * 1024, patternBytes);
  return (function* () {
    for (const [i, { name, operation, count }] of layers.entries()) {
      const alone = count - (drawnWith.get(canonicalJson(operation)) ?? 0);
      if (alone <= 0 || options.wanted?.(name) === false) continue;
      const product = operation.kind === 'elementwise' ? (operation.producer ?? operation) : operation;
      const context = simulationContext(design, product, point.seed, library, samples);
      const timeline = draw(operation, architecture.hardware, results[i]!.mapping, context);
      yield { name, count: alone, timeline };
    }
  })();
}
