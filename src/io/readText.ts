import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import { at, type Origin, type SourceText, sourceText } from './sourceText.ts';

/** Specs are written by hand: this is some six thousand lines. */
export const specLimitBytes = 256 * 1024;

/** A path as shown to people: seen from the working folder where it lies below it. */
export function displayName(path: string): string {
  const shown = relative(process.cwd(), path);
  return shown === '' || shown.startsWith('..') || isAbsolute(shown) ? path : shown;
}

/** A mistake with a file as a whole, at the place that named it if there is one. */
function unreadable(file: string, message: string, hint: string, code: string, by?: Origin): DiagnosticError {
  const diagnostic: Diagnostic = by
    ? at(by, code, message, { hint })
    : { code, severity: 'error', message, hint, file, line: 1, column: 1 };
  return new DiagnosticError([diagnostic]);
}

/**
 * Reads a UTF-8 text file. Missing files, folders, devices, files past the limit, other encodings and binary data are
 * diagnostics. `by` is where a document named the file.
 */
export function readText(file: string, options: { by?: Origin; limitBytes?: number } = {}): SourceText {
  const { by } = options;
  const limit = options.limitBytes ?? specLimitBytes;
  const path = resolve(file);
  const whole = displayName(path);
  const name = whole.length <= 120 ? whole : `…${whole.slice(-119)}`;
  if (path.includes('\0'))
    throw unreadable(name, 'a file name holds a NUL character', 'remove it', 'WIN-YML-001', by);
  const bytes = readBytes(path, name, limit, by);
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    throw unreadable(name, `${name} is UTF-16, not UTF-8`, 'save the file as UTF-8', 'WIN-YML-004', by);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const source = sourceText(whole, path, text);
  const bad = firstBadCharacter(text, bytes);
  if (bad !== null)
    throw new DiagnosticError([
      at({ source, start: bad, end: bad + 1 }, 'WIN-YML-004', `${name} is not a UTF-8 text file`, {
        hint: 'the marked byte is not text; save the file as UTF-8 without control characters',
      }),
    ]);
  return source;
}

function readBytes(path: string, name: string, limit: number, by: Origin | undefined): Buffer {
  let descriptor: number;
  try {
    // O_NONBLOCK: opening a named pipe would wait for its writer.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? `${name} does not exist` : `${name} can't be read (${code})`;
    throw unreadable(
      name,
      why,
      'check the path; it is relative to the file that names it',
      'WIN-YML-001',
      by,
    );
  }
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory())
      throw unreadable(name, `${name} is a folder, not a file`, 'name a file inside it', 'WIN-YML-002', by);
    if (!stat.isFile())
      throw unreadable(name, `${name} is not a regular file`, 'name a file on disk', 'WIN-YML-002', by);
    if (stat.size > limit)
      throw unreadable(
        name,
        `${name} has ${stat.size} bytes; the limit is ${limit}`,
        'split it with extends:, or read large tables from CSV',
        'WIN-YML-003',
        by,
      );
    const bytes = Buffer.alloc(stat.size);
    let filled = 0;
    while (filled < bytes.length) {
      const got = readSync(descriptor, bytes, filled, bytes.length - filled, filled);
      if (got === 0) break;
      filled += got;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}

/** Offset of the first replacement character that the file didn't hold itself, or control character; else null. */
function firstBadCharacter(text: string, bytes: Buffer): number | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
  const replaced = text.indexOf('\uFFFD');
  const invalid = replaced >= 0 && !bytes.includes('\uFFFD') ? replaced : -1;
  if (control < 0 && invalid < 0) return null;
  return control < 0 ? invalid : invalid < 0 ? control : Math.min(control, invalid);
}
