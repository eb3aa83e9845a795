import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Outcome } from '../executors/outcome.ts';

/** One line of a journal: a point's totals under its content key. Later lines of a key hold over earlier ones. */
export interface JournalEntry {
  readonly key: string;
  readonly outcome: Outcome;
}

export interface Journal {
  /** Answers the lines that it wrote. */
  append(entries: readonly JournalEntry[]): string;
  close(): void;
}

/** At most this much work is lost to a power failure, in ms; a killed process loses only the batch in flight. */
const syncEvery = 1000;

/** Opens `journal-<worker>.jsonl` for appending. A torn last line is ended, so that new lines start clean. */
export function openJournal(folder: string, worker: number | string): Journal {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, `journal-${worker}.jsonl`), 'a+');
  const { size } = fstatSync(file);
  if (size > 0) {
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    if (last[0] !== 0x0a) writeAll(file, '\n');
  }
  let synced = Date.now();
  let open = true;
  return {
    append(entries) {
      if (entries.length === 0) return '';
      const text = `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`;
      writeAll(file, text);
      if (Date.now() - synced >= syncEvery) {
        fdatasyncSync(file);
        synced = Date.now();
      }
      return text;
    },
    close() {
      if (!open) return;
      open = false;
      fdatasyncSync(file);
      closeSync(file);
    },
  };
}

/** The entries of lines that `append` wrote. */
export function entriesOf(text: string): JournalEntry[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as JournalEntry);
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** What reading journals met. */
export interface JournalReading {
  readonly lines: number;
  /** Lines that were cut short or damaged; their points run again. */
  readonly torn: number;
}

/** Calls `take` for each whole entry of every journal in a folder, in the order of file names and lines. */
export function readJournals(folder: string, take: (entry: JournalEntry) => void): JournalReading {
  let lines = 0;
  let torn = 0;
  if (!existsSync(folder)) return { lines, torn };
  const names = readdirSync(folder).filter((name) => /^journal-.*\.jsonl$/.test(name));
  for (const name of names.sort())
    for (const line of linesOf(join(folder, name))) {
      if (line === '') continue;
      const entry = parseEntry(line);
      if (entry) {
        lines++;
        take(entry);
      } else torn++;
    }
  return { lines, torn };
}

function parseEntry(line: string): JournalEntry | null {
  try {
    const value = JSON.parse(line) as Partial<JournalEntry> | null;
    const status = value?.outcome?.status;
    const whole =
      typeof value?.key === 'string' && (status === 'ok' || status === 'infeasible' || status === 'failed');
    return whole ? (value as JournalEntry) : null;
  } catch {
    return null;
  }
}

/** Lines of a file, a piece at a time: journals of large sweeps don't fit in one string. */
function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(1 << 20);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
      const pieces = (rest + decoder.write(buffer.subarray(0, count))).split('\n');
      rest = pieces.pop()!;
      yield* pieces;
    }
    yield rest;
  } finally {
    closeSync(file);
  }
}
