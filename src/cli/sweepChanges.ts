import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { SweepSpec } from '../explore/sweepSpec.ts';
import { sweepSpec } from '../explore/sweepSpec.ts';
import { formatKeyPath } from '../io/keyPath.ts';
import { parseYaml } from '../io/parseYaml.ts';
import { readText } from '../io/readText.ts';
import { toValue } from '../io/sourceNode.ts';

/** Differences told, and the characters of a value shown. */
const most = 8;
const shown = 60;

/** What differs between a sweep and the one that its folder was last run with, in words; empty when nothing does. */
export function sweepChanges(folder: string, sweep: SweepSpec): string[] {
  const path = join(folder, 'sweep.yaml');
  if (!existsSync(path)) return [];
  let before: unknown;
  try {
    before = sweepSpec.parse(toValue(parseYaml(readText(path, { limitBytes: 64 * 1024 * 1024 }))));
  } catch (error) {
    if (
      !(error instanceof DiagnosticError) &&
      (error as Error).name !== '$ZodError' &&
      !(error as { issues?: unknown }).issues
    )
      throw error;
    return [
      `${path} can't be read, so what changed since is not known; points with the same content are kept.`,
    ];
  }
  const changes: string[] = [];
  collect(before, sweep, [], changes);
  if (changes.length === 0) return [];
  const more = changes.length - most;
  return [
    'The sweep changed since it last ran; points whose own spec is the same are kept:',
    ...changes.slice(0, most).map((line) => `  ${line}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

function collect(before: unknown, now: unknown, path: (string | number)[], changes: string[]): void {
  if (isMap(before) && isMap(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)]))
      collect(before[key], now[key], [...path, key], changes);
    return;
  }
  if (JSON.stringify(before) === JSON.stringify(now)) return;
  changes.push(`${formatKeyPath(path)}: ${text(before)} → ${text(now)}`);
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function text(value: unknown): string {
  if (value === undefined) return 'absent';
  const json = JSON.stringify(value);
  return json.length > shown ? `${json.slice(0, shown - 1)}…` : json;
}
