import { type BoundedCache, boundedCache } from '../core/boundedCache.ts';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import type { Storage, StorageRequest } from '../dataflow/storage.ts';
import type { LayerTrace } from '../workload/layer.ts';
import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import type { PreparedDesign, PreparedTrace } from './preparePoint.ts';

type TraceAt = NonNullable<StorageRequest['traceAt']>;

/** Traces of one workload at other lengths, whatever its own length is. */
const caches = new WeakMap<Library, BoundedCache<string, TraceAt>>();
const kept = 512;

/** What lies in memories of limited size. Throws WIN-RES-001 for every one that does not suffice. */
export function storageUse(
  { dataflow, architecture, design }: PreparedDesign,
  { trace }: PreparedTrace,
  { workload, fidelity }: PointSpec,
  library: Library,
): readonly Storage[] {
  if (dataflow.storage === undefined) return [];
  const grows = trace.phase === 'prefill' || trace.phase === 'decode';
  const traceAt = grows ? tracesOf(workload, library) : null;
  const request = { trace, traceAt, exact: fidelity === 'cycle' };
  const storages = dataflow.storage(request, architecture.hardware, design);
  const over = storages.filter((storage) => stored(storage) > storage.capacity_bytes);
  if (over.length > 0) throw new DiagnosticError(over.map(excess));
  return storages;
}

/** The same function for the same workload, so that what follows from it can be remembered by it. */
function tracesOf(workload: PointSpec['workload'], library: Library): TraceAt {
  const { context: _own, phase: _its, ...rest } = workload;
  const key = JSON.stringify(rest);
  let lengths = caches.get(library);
  if (lengths === undefined) {
    lengths = boundedCache(8);
    caches.set(library, lengths);
  }
  const same = lengths.get(key);
  if (same !== undefined) return same;
  const known = new Map<string, LayerTrace>();
  const traceAt: TraceAt = (phase, context) => {
    const place = `${phase} ${context}`;
    const found = known.get(place);
    if (found !== undefined) return found;
    const trace = library.trace({ ...rest, phase, context });
    if (known.size < kept) known.set(place, trace);
    return trace;
  };
  lengths.set(key, traceAt);
  return traceAt;
}

const stored = ({ parts }: Storage): number => parts.reduce((sum, { bytes }) => sum + bytes, 0);

function excess(storage: Storage): Diagnostic {
  const { memory, capacity_bytes, path, parts } = storage;
  const needed = stored(storage);
  const share = Math.round((1000 * needed) / Math.max(1, capacity_bytes)) / 10;
  const largest = [...parts].sort((a, b) => b.bytes - a.bytes);
  const list = largest.map(({ name, bytes }) => `${name} ${bytes}`).join(', ');
  return {
    code: 'WIN-RES-001',
    severity: 'error',
    message: `the workload stores ${needed} B in ${memory} (${list}), which holds ${capacity_bytes} B: ${needed - capacity_bytes} B too many (${share} %)`,
    hint: `shrink ${largest[0]!.shrink}`,
    path,
  };
}

/** Bytes by what is stored, and the share of the fullest memory. */
export function storageMetrics(storages: readonly Storage[]): Record<string, number> {
  const metrics: Record<string, number> = {};
  let fullest = 0;
  for (const storage of storages) {
    for (const { name, bytes } of storage.parts) metrics[`${name}_stored_bytes`] = bytes;
    fullest = Math.max(fullest, stored(storage) / storage.capacity_bytes);
  }
  if (storages.length > 0) metrics['memory_share'] = fullest;
  return metrics;
}
