import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { Gunzip } from 'fflate';
import { DiagnosticError } from '../core/diagnostic.ts';
import { displayName } from './readText.ts';

/** Deflate expands at most 1032 times: pieces this small keep the expanded ones below 17 MiB. */
const gzipPiece = 16 * 1024;
const plainPiece = 1024 * 1024;
/** Real matrices shrink 3 to 30 times. Past both limits a file is taken to be made to fill memory or time. */
const largestRatio = 300;
const ratioFreeBytes = 16 * 1024 * 1024;

const fail = (file: string, code: string, message: string, hint: string): never => {
  throw new DiagnosticError([{ code, severity: 'error', message, hint, file: displayName(file) }]);
};

/** What a pass over a file found. */
export interface ReadFacts {
  readonly sha256: string;
  /** Bytes on disk. */
  readonly bytes: number;
}

/**
 * Hands a file's bytes to `push`, piece by piece, decompressed where the file is gzip (by its first bytes, not its
 * name). A piece is only valid during the call. Memory does not grow with the file.
 */
export function readChunks(file: string, push: (piece: Uint8Array) => void): ReadFacts {
  const path = resolve(file);
  const name = displayName(path);
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? `${name} does not exist` : `${name} can't be read (${code})`;
    return fail(file, 'WIN-MTX-001', why, 'check the path; it is relative to the file that names it');
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile())
      fail(file, 'WIN-MTX-001', `${name} is not a regular file`, 'name a Matrix Market file on disk');
    return pump(descriptor, file, push);
  } finally {
    closeSync(descriptor);
  }
}

function pump(descriptor: number, file: string, push: (piece: Uint8Array) => void): ReadFacts {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(plainPiece);
  let bytes = 0;
  let expanded = 0;
  let gunzip: Gunzip | null = null;
  for (let first = true; ; first = false) {
    const got = readSync(descriptor, buffer, 0, buffer.length, null);
    if (got === 0) break;
    const piece = buffer.subarray(0, got);
    hash.update(piece);
    bytes += got;
    if (first && piece[0] === 0x1f && piece[1] === 0x8b)
      gunzip = new Gunzip((data) => {
        expanded += data.length;
        if (expanded > ratioFreeBytes && expanded > largestRatio * bytes)
          fail(
            file,
            'WIN-MTX-008',
            `the file expands more than ${largestRatio} times: it is no matrix`,
            'decompress it if you trust it',
          );
        push(data);
      });
    if (gunzip === null) push(piece);
    else inflate(gunzip, piece, false, file);
  }
  if (gunzip !== null) inflate(gunzip, new Uint8Array(0), true, file);
  return { sha256: hash.digest('hex'), bytes };
}

function inflate(gunzip: Gunzip, piece: Uint8Array, last: boolean, file: string): void {
  try {
    if (last) gunzip.push(piece, true);
    for (let at = 0; at < piece.length; at += gzipPiece)
      // A copy: the decoder keeps what it has not used yet.
      gunzip.push(piece.slice(at, at + gzipPiece), false);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    fail(file, 'WIN-MTX-008', `the gzip data is damaged or cut short (${why})`, 'copy the file again');
  }
}
