import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { DiagnosticError } from '../core/diagnostic.ts';
import { parseYaml } from './parseYaml.ts';
import { readText } from './readText.ts';
import { validate } from './validate.ts';

const limitBytes = 64 * 1024 * 1024;

const lockSchema = z.strictObject({
  kind: z.literal('lock'),
  version: z.literal(1),
  sweep: z.string(),
  columns: z.array(z.string()),
  points: z.array(
    z.strictObject({
      at: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
      cycles: z.int().min(0),
      layers: z.record(z.string(), z.int().min(0)).optional(),
    }),
  ),
});

/** What `winnow check` compares: cycles of each point, keyed by the values of its axes (and of its layers, if kept). */
export type LockFile = z.output<typeof lockSchema>;

/** `<sweep>.lock.json` beside the sweep file. */
export function lockName(sweepFile: string): string {
  return `${sweepFile.replace(/\.(ya?ml|json)$/i, '')}.lock.json`;
}

/** The key of a point in a lock file: its axis values as JSON. */
export function lockKey(at: LockFile['points'][number]['at']): string {
  return JSON.stringify(at);
}

/** A lock file as text: one line a point, so that a diff shows the points that moved and nothing else. */
export function formatLock(lock: LockFile): string {
  const points = lock.points.map((point) => {
    const layers = point.layers === undefined ? '' : `, "layers": ${JSON.stringify(point.layers)}`;
    return `    {"at": ${JSON.stringify(point.at)}, "cycles": ${point.cycles}${layers}}`;
  });
  return [
    '{',
    '  "kind": "lock",',
    '  "version": 1,',
    `  "sweep": ${JSON.stringify(lock.sweep)},`,
    `  "columns": ${JSON.stringify(lock.columns)},`,
    points.length === 0 ? '  "points": []' : `  "points": [\n${points.join(',\n')}\n  ]`,
    '}',
    '',
  ].join('\n');
}

export function writeLock(file: string, lock: LockFile): void {
  writeFileSync(file, formatLock(lock));
}

/** Reads a lock file; JSON is read as the YAML that it is, so mistakes have a line and a column. */
export function readLock(file: string): LockFile {
  const source = readText(file, { limitBytes });
  try {
    return lockSchema.parse(JSON.parse(source.text));
  } catch {
    const { value, diagnostics } = validate(lockSchema, parseYaml(source));
    if (value === null) throw new DiagnosticError(diagnostics);
    return value;
  }
}
