import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { writeAtomically } from '../explore/store/writeAtomically.ts';
import { type LockFile, lockKey, lockName, readLock, writeLock } from '../io/lockFile.ts';
import type { Arguments } from './commands/defineCommand.ts';
import { loadSweep } from './loadSweep.ts';
import { usage } from './named.ts';
import { type ExitCode, exitCode, worstExit } from './output/exitCode.ts';
import type { Terminal } from './output/terminal.ts';
import { prepareSweep } from './prepareSweep.ts';
import { runForCheck } from './runForCheck.ts';

export interface Difference {
  readonly kind: 'moved' | 'new' | 'gone';
  readonly design: string;
  readonly locked: number | null;
  readonly now: number | null;
  readonly change_pct: number | null;
}

export interface Checked {
  readonly code: ExitCode;
  readonly differences: readonly Difference[];
  readonly summary: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Runs a sweep in a folder of its own and compares cycles by axis values with the lock; null after an interrupt. */
export async function checkSweep(file: string, args: Arguments, terminal: Terminal): Promise<Checked | null> {
  const prepared = prepareSweep(await loadSweep(file, args, terminal));
  const lockFile = lockName(file);
  const update = args['update'] === true;
  if (!update && !existsSync(lockFile))
    throw usage(`there is no ${lockFile}`, `make it with: winnow check ${file} --update`);
  const folder = mkdtempSync(join(tmpdir(), 'winnow-check-'));
  let now: LockFile;
  let codes: readonly ExitCode[];
  try {
    const done = await runForCheck(prepared, folder, args, terminal);
    if (done === null) return null;
    ({ lock: now, codes } = done);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const before = existsSync(lockFile) ? readLock(lockFile) : null;
  const differences = before === null ? [] : difference(before, now);
  const shown = relative(terminal.cwd, lockFile) || lockFile;
  if (update) {
    writeAtomically(lockFile, (draft) => writeLock(draft, now));
    return {
      code: worstExit(codes),
      differences,
      summary: `${now.points.length} cycle counts written to ${shown}.`,
      facts: {
        updated: true,
        points: now.points.length,
        differences,
        lock: shown,
        exit_code: worstExit(codes),
      },
    };
  }
  const code = worstExit(differences.length > 0 ? [...codes, exitCode.regression] : codes);
  return {
    code,
    differences,
    summary:
      differences.length === 0
        ? `${now.points.length} cycle counts are those of ${shown}.`
        : `${differences.length} of ${now.points.length} points differ from ${shown}. Accept with: winnow check ${file} --update`,
    facts: { updated: false, points: now.points.length, differences, lock: shown, exit_code: code },
  };
}

function difference(before: LockFile, now: LockFile): Difference[] {
  const design = (lock: LockFile, at: LockFile['points'][number]['at']): string =>
    lock.columns.map((column, i) => `${column}=${String(at[i])}`).join(', ');
  const columnsMoved = JSON.stringify(before.columns) !== JSON.stringify(now.columns);
  const old = new Map(before.points.map((point) => [lockKey(point.at), point]));
  const result: Difference[] = [];
  for (const { at, cycles } of now.points) {
    const was = columnsMoved ? undefined : old.get(lockKey(at));
    old.delete(lockKey(at));
    if (!was)
      result.push({ kind: 'new', design: design(now, at), locked: null, now: cycles, change_pct: null });
    else if (was.cycles !== cycles)
      result.push({
        kind: 'moved',
        design: design(now, at),
        locked: was.cycles,
        now: cycles,
        change_pct:
          was.cycles === 0 ? null : Number(((100 * (cycles - was.cycles)) / was.cycles).toPrecision(4)),
      });
  }
  for (const { at, cycles } of old.values())
    result.push({ kind: 'gone', design: design(before, at), locked: cycles, now: null, change_pct: null });
  return result;
}
