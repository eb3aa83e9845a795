import { createHash } from 'node:crypto';
import { canonicalJson } from '../../engine/canonicalJson.ts';
import type { PointSpec } from '../../engine/point.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Definitions are shared by all points of a sweep: each object is hashed once. */
const digests = new WeakMap<object, string>();

function digest(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  let known = digests.get(value);
  if (known === undefined) {
    known = sha256(canonicalJson(value));
    digests.set(value, known);
  }
  return known;
}

/**
 * Content key of a point: SHA-256 of its canonical resolved spec, its seed and the hash of the model's sources.
 * The workload's definition and layers, and fixed mappings, enter by their own digests.
 */
export function contentKey(point: PointSpec, modelHash: string): string {
  const { definition, layers, ...workload } = point.workload;
  return sha256(
    canonicalJson({
      model: modelHash,
      architecture: point.architecture,
      workload,
      definition: digest(definition),
      layers: digest(layers),
      fidelity: point.fidelity,
      seed: point.seed,
      objective: point.mapping.objective,
      search: point.mapping.search,
      fixed: digest(point.mapping.fixed),
    }),
  );
}
