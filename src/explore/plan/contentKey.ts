import { createHash } from 'node:crypto';
import { canonicalJson } from '../../engine/canonicalJson.ts';
import type { PointSpec } from '../../engine/point.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Points share workloads, definitions and mappings as objects: each is hashed once. */
const digests = new WeakMap<object, string>();

/** Canonical JSON of plain data; members that are large and shared enter by their digest, always the same ones. */
const byDigest = new Set(['definition', 'layers', 'fixed']);

function digest(value: object): string {
  let known = digests.get(value);
  if (known === undefined) {
    const entries = Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
      if (member === undefined) return [];
      const shared = byDigest.has(key) && typeof member === 'object' && member !== null;
      return [[key, shared ? digest(member as object) : member]];
    });
    known = sha256(Array.isArray(value) ? canonicalJson(value) : canonicalJson(Object.fromEntries(entries)));
    digests.set(value, known);
  }
  return known;
}

/**
 * Content key of a point: SHA-256 over the digests of its canonical resolved parts, its fidelity, its seed and the hash
 * of the model's sources.
 */
export function contentKey(point: PointSpec, modelHash: string): string {
  const { architecture, workload, mapping, fidelity, seed } = point;
  return sha256(
    `${modelHash}\n${digest(architecture)}\n${digest(workload)}\n${digest(mapping)}\n${fidelity}\n${seed}`,
  );
}
