import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { DiagnosticError } from '../core/diagnostic.ts';
import { displayName } from './readText.ts';

/** An open file of which ranges are read; nothing beyond a range is in memory. */
export interface TensorSource {
  readonly name: string;
  readonly bytes: number;
  /** WIN-TNS-002 where the range leaves the file. */
  read(start: number, length: number): Uint8Array;
  fail(code: string, message: string, hint: string): never;
}

/** Elements of a tensor at most: 1 GiB of single precision. */
export const mostElements = 268_435_456;

/** Opens a file for the time of `use`. */
export function withTensorSource<Result>(file: string, use: (source: TensorSource) => Result): Result {
  const path = resolve(file);
  const name = displayName(path);
  const fail = (code: string, message: string, hint: string): never => {
    throw new DiagnosticError([{ code, severity: 'error', message, hint, file: name }]);
  };
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? `${name} does not exist` : `${name} can't be read (${code})`;
    return fail('WIN-TNS-001', why, 'check the path; it is relative to the file that names it');
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) fail('WIN-TNS-001', `${name} is not a regular file`, 'name a tensor file on disk');
    const bytes = stat.size;
    return use({
      name,
      bytes,
      fail,
      read(start, length) {
        if (!(start >= 0 && length >= 0 && start + length <= bytes))
          fail(
            'WIN-TNS-002',
            `the file ends at byte ${bytes}, before byte ${start + length} that its header promises`,
            'copy the file again: it is cut short or damaged',
          );
        const buffer = new Uint8Array(length);
        let done = 0;
        while (done < length) {
          const got = readSync(descriptor, buffer, done, Math.min(length - done, 1 << 30), start + done);
          if (got === 0) fail('WIN-TNS-002', 'the file became shorter while it was read', 'try again');
          done += got;
        }
        return buffer;
      },
    });
  } finally {
    closeSync(descriptor);
  }
}

/** Elements of a shape; WIN-TNS-004 where it is not one of a matrix in memory. */
export function elementsOf(shape: readonly number[], { fail }: Pick<TensorSource, 'fail'>): number {
  let elements = 1;
  for (const side of shape) {
    if (!Number.isSafeInteger(side) || side < 0)
      fail('WIN-TNS-004', `the shape [${shape.slice(0, 8).join(', ')}] is none`, 'sides are integers from 1');
    elements *= side;
  }
  if (elements > mostElements)
    fail('WIN-TNS-004', `${elements} elements are too many`, `at most ${mostElements}: use a slice of it`);
  return elements;
}
