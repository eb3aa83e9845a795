import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';

/** Lets `write` fill a file of another name and renames it at the end: a reader sees the old or the new, whole. */
export function writeAtomically(path: string, write: (draft: string) => void): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    write(draft);
    const file = openSync(draft, 'r+');
    fsyncSync(file);
    closeSync(file);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
