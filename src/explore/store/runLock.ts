import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DiagnosticError } from '../../core/diagnostic.ts';

/** Keeps two processes of one machine from running the same folder; a lock whose process is gone is taken over. */
export function lockRun(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, '.lock');
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, `${process.pid} ${hostname()}\n`);
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid = '', host = ''] = readQuietly(path).trim().split(' ');
    if (attempt > 2 || (host !== '' && host !== hostname()) || isAlive(Number(pid)))
      throw new DiagnosticError([
        {
          code: 'WIN-RUN-001',
          severity: 'error',
          message: `${folder} is in use by process ${pid} on ${host}`,
          hint: `wait for it, or remove ${path} if it is gone`,
        },
      ]);
    rmSync(path, { force: true });
  }
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
