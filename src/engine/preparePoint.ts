import type { DesignContext } from '../arch/designContext.ts';
import { boundedCache } from '../core/boundedCache.ts';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import type { AnyDataflow } from '../dataflow/defineDataflow.ts';
import type { Layer, LayerTrace } from '../workload/layer.ts';
import type { Architecture } from './architectureSpec.ts';
import { clockWarnings } from './clockWarnings.ts';
import type { Library } from './library.ts';
import { type OperationIds, operationIds } from './operationIds.ts';
import { parseArchitecture } from './parseArchitecture.ts';
import type { PointSpec } from './point.ts';
import { type PriceBook, priceBook } from './priceBook.ts';
import { type ResourceUse, resourceUse } from './resourceUse.ts';

/** A design checked and priced: what depends on the architecture alone. */
export interface PreparedDesign {
  readonly architecture: Architecture;
  readonly dataflow: AnyDataflow;
  readonly design: DesignContext;
  readonly book: PriceBook;
  /** What it takes of a device that is counted in resources. */
  readonly resources: ResourceUse;
  /** Components too slow for the clock. */
  readonly warnings: readonly Diagnostic[];
  /** Equal for designs that execute alike, whatever their names, for the cache of executions. */
  readonly executionKey: string;
  /** Equal for designs that also cost alike. */
  readonly priceKey: string;
}

/** A workload as layers, and a number for each one's operation: equal numbers only for equal operations. */
export interface PreparedTrace {
  readonly trace: LayerTrace;
  readonly operations: readonly number[];
}

interface Caches {
  readonly designs: ReturnType<typeof boundedCache<string, PreparedDesign>>;
  readonly traces: ReturnType<typeof boundedCache<string, PreparedTrace>>;
  readonly operationIds: OperationIds;
  /** The same object given again, as a worker does for each point of a sweep, is not serialised again. */
  readonly traceOf: WeakMap<object, PreparedTrace>;
  readonly designOf: WeakMap<object, PreparedDesign>;
}

const caches = new WeakMap<Library, Caches>();

function cachesOf(library: Library): Caches {
  let found = caches.get(library);
  if (found === undefined) {
    found = {
      designs: boundedCache(1024),
      traces: boundedCache(64),
      operationIds: operationIds(8192),
      traceOf: new WeakMap(),
      designOf: new WeakMap(),
    };
    caches.set(library, found);
  }
  return found;
}

/** Parses and prices an architecture; memoised by the object and by its JSON. */
export function prepareDesign(raw: PointSpec['architecture'], library: Library): PreparedDesign {
  const { designs, designOf } = cachesOf(library);
  const same = designOf.get(raw);
  if (same !== undefined) return same;
  const key = JSON.stringify(raw);
  const known = designs.get(key);
  if (known !== undefined) {
    designOf.set(raw, known);
    return known;
  }
  const { architecture: given, dataflow } = parseArchitecture(raw, library);
  const { technology } = given;
  const wanted: DesignContext = Object.freeze({ clock_hz: given.clock_hz, technology });
  const instances = dataflow.components(given.hardware, wanted);
  const clock_hz = Math.min(given.clock_hz, dataflow.clock?.(given.hardware, instances) ?? given.clock_hz);
  const architecture = clock_hz === given.clock_hz ? given : Object.freeze({ ...given, clock_hz });
  const design: DesignContext = Object.freeze({ clock_hz, technology });
  const budget = dataflow.budget?.(architecture.hardware) ?? null;
  const resources = resourceUse(instances, budget);
  const book = priceBook(instances, technology, architecture.energy, library);
  const executionKey = JSON.stringify([dataflow.name, clock_hz, technology, architecture.hardware]);
  const priceKey = `${executionKey}${JSON.stringify(architecture.energy)}`;
  const warnings = clockWarnings(book, clock_hz);
  const prepared = { architecture, dataflow, design, book, resources, warnings, executionKey, priceKey };
  designs.set(key, prepared);
  designOf.set(raw, prepared);
  return prepared;
}

/** Resolves a workload to layers; memoised by the object and by its JSON. */
export function prepareTrace(spec: PointSpec['workload'], library: Library): PreparedTrace {
  const { traces, traceOf, operationIds: ids } = cachesOf(library);
  const same = traceOf.get(spec);
  if (same !== undefined) return same;
  const key = JSON.stringify(spec);
  const known = traces.get(key);
  if (known !== undefined) {
    // From its second time on: most single products come once, and a weak map costs as much as their estimate.
    traceOf.set(spec, known);
    return known;
  }
  const trace = library.trace(spec);
  const operations: number[] = [];
  for (const { operation } of trace.layers) operations.push(ids.id(operation));
  const prepared = { trace, operations };
  traces.set(key, prepared);
  return prepared;
}

/** Throws one DiagnosticError that names every layer which the hardware can't run, and why. */
export function requireSupport(layers: readonly Layer[], { dataflow, architecture }: PreparedDesign): void {
  const refused: { layer: Layer; why: string }[] = [];
  for (const layer of layers) {
    const answer = dataflow.supports(layer.operation, architecture.hardware);
    if (answer !== true) refused.push({ layer, why: answer });
  }
  if (refused.length === 0) return;
  throw new DiagnosticError(
    refused.map(({ layer, why }) => ({
      code: 'WIN-OPS-001',
      severity: 'error',
      message: `${dataflow.name} can't run layer ${layer.name} (${layer.operation.kind}): ${why}`,
      hint: 'leave the layer out of the workload, or choose an architecture that supports it',
      path: ['dataflow'],
    })),
  );
}
