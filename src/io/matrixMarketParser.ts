import { DiagnosticError } from '../core/diagnostic.ts';
import {
  type LineFault,
  type MatrixMarketHeader,
  type MatrixMarketSize,
  parseHeader,
  parseSize,
} from './matrixMarketHeader.ts';
import { plainEntries } from './plainEntries.ts';
import { displayName } from './readText.ts';

/** Takes the stored entries of a file: zero-based, the mirrored ones of symmetric files not included. */
export interface EntrySink {
  begin(header: MatrixMarketHeader, size: MatrixMarketSize): void;
  /** `value` is 1 in pattern files, and 0 for any value when values are not wanted (but NaN for array zeros). */
  entry(row: number, column: number, value: number): void;
}

/** Bytes of a line at most; the longest legal entry has some sixty. */
const longestLine = 64 * 1024;

/**
 * A push parser of Matrix Market text: `push` pieces, then `end`. Every mistake is a DiagnosticError at its line.
 * `values` asks for numbers; without it they are checked only.
 */
export function matrixMarketParser(file: string, sink: EntrySink, values: boolean) {
  let carry: Uint8Array = new Uint8Array(0);
  let line = 0;
  let seen = 0;
  let header: MatrixMarketHeader | null = null;
  let size: MatrixMarketSize | null = null;
  // Position of the next value of an array file.
  let row = 0;
  let column = 0;
  let dense = false;
  let pattern = false;
  let skew = false;
  // Cursor of the entry being read.
  let text: Uint8Array = carry;
  let at = 0;
  let zero = true;

  const fault: (found: LineFault) => never = ({ code, message, hint }) => {
    throw new DiagnosticError([
      { code, severity: 'error', message, hint, file: displayName(file), line, column: 1 },
    ]);
  };
  const malformed = (end: number): never => {
    let start = end;
    while (start > 0 && text[start - 1] !== 10) start--;
    while (text[end] !== 10 && end < text.length) end++;
    const written = String.fromCharCode(...text.subarray(start, Math.min(end, start + 60)));
    return fault({
      code: 'WIN-MTX-005',
      message: `${JSON.stringify(written.trim())} is no entry`,
      hint: dense ? 'one finite number on a line' : `row column${pattern ? '' : ' value'}, the value finite`,
    });
  };
  const skipBlanks = (): void => {
    while (text[at] === 32 || text[at] === 9 || text[at] === 13) at++;
  };
  const index = (limit: number, what: string): number => {
    skipBlanks();
    const start = at;
    let n = 0;
    for (let c = text[at]!; c >= 48 && c <= 57; c = text[++at]!) n = n * 10 + (c - 48);
    const after = text[at];
    if (at === start || (after !== 32 && after !== 9 && after !== 10 && after !== 13)) malformed(start);
    if (n < 1 || n > limit)
      fault({
        code: 'WIN-MTX-006',
        message: `${what} ${n} is not in 1 … ${limit}`,
        hint: 'indices count from 1 to the size given in the size line',
      });
    return n - 1;
  };
  /** Sign, digits, point, digits, exponent; leaves `zero` saying whether the digits were all 0. */
  const number = (): number => {
    skipBlanks();
    const start = at;
    zero = true;
    let digits = 0;
    if (text[at] === 43 || text[at] === 45) at++;
    for (let c = text[at]!; c >= 48 && c <= 57; c = text[++at]!) {
      digits++;
      if (c !== 48) zero = false;
    }
    if (text[at] === 46)
      for (let c = text[++at]!; c >= 48 && c <= 57; c = text[++at]!) {
        digits++;
        if (c !== 48) zero = false;
      }
    if (digits === 0) malformed(start);
    let exponent = 0;
    if (text[at] === 69 || text[at] === 101) {
      at++;
      if (text[at] === 43 || text[at] === 45) at++;
      const from = at;
      while (text[at]! >= 48 && text[at]! <= 57) at++;
      exponent = at - from;
      if (exponent === 0) malformed(start);
    }
    const after = text[at];
    if (after !== 32 && after !== 9 && after !== 10 && after !== 13) malformed(start);
    if (!values && exponent < 3 && at - start < 250) return 0;
    const value = Number(String.fromCharCode(...text.subarray(start, Math.min(at, start + 400))));
    if (!Number.isFinite(value)) malformed(start);
    return value;
  };
  const endOfLine = (): void => {
    skipBlanks();
    if (text[at] !== 10) malformed(at);
    at++;
  };
  const entryLine = (): void => {
    const { rows, cols, entries } = size!;
    if (seen === entries)
      fault({
        code: 'WIN-MTX-007',
        message: `more than the ${entries} entries that the size line promises`,
        hint: 'correct the size line, or remove what follows',
      });
    seen++;
    if (dense) {
      const value = number();
      sink.entry(row, column, zero ? Number.NaN : value);
      row++;
      if (row === rows) {
        column++;
        row = header!.symmetry === 'general' ? 0 : skew ? column + 1 : column;
      }
    } else {
      const r = index(rows, 'row');
      const c = index(cols, 'column');
      if (skew && r === c)
        fault({
          code: 'WIN-MTX-006',
          message: `entry ${r + 1}, ${c + 1} lies on the diagonal of a skew-symmetric matrix`,
          hint: 'the diagonal is zero and not stored',
        });
      sink.entry(r, c, pattern ? 1 : number());
    }
    endOfLine();
  };
  const headLine = (words: string): void => {
    if (header === null) {
      const parsed = parseHeader(words);
      if ('code' in parsed) fault(parsed);
      header = parsed;
      dense = parsed.format === 'array';
      pattern = parsed.field === 'pattern';
      skew = parsed.symmetry === 'skew-symmetric';
      return;
    }
    if (words.startsWith('%') || words.trim() === '') return;
    const parsed = parseSize(words, header);
    if ('code' in parsed) fault(parsed);
    size = parsed;
    row = skew ? 1 : 0;
    sink.begin(header, parsed);
  };
  /** Lines of a piece that ends with a line feed. */
  const lines = (piece: Uint8Array): void => {
    text = piece;
    at = 0;
    while (at < text.length) {
      line++;
      if (size === null) {
        const end = text.indexOf(10, at);
        const words = String.fromCharCode(...text.subarray(at, Math.min(end, at + longestLine)));
        at = end + 1;
        headLine(words);
        continue;
      }
      if (!(values || dense || skew)) {
        const plain = plainEntries(text, at, size, size.entries - seen, !pattern, sink);
        seen += plain.count;
        line += plain.count;
        at = plain.at;
        if (at === text.length) {
          line--;
          return;
        }
      }
      skipBlanks();
      if (text[at] === 10) at++;
      else entryLine();
    }
  };
  const tooLong = (length: number): void => {
    if (length <= longestLine) return;
    line++;
    fault({
      code: 'WIN-MTX-005',
      message: `a line of more than ${longestLine} bytes`,
      hint: 'this is no Matrix Market text',
    });
  };
  const push = (piece: Uint8Array): void => {
    const last = piece.lastIndexOf(10);
    if (last < 0) {
      tooLong(carry.length + piece.length);
      const longer = new Uint8Array(carry.length + piece.length);
      longer.set(carry);
      longer.set(piece, carry.length);
      carry = longer;
      return;
    }
    // Only the line that two pieces share is copied.
    let from = 0;
    if (carry.length > 0) {
      from = piece.indexOf(10) + 1;
      tooLong(carry.length + from);
      const joined = new Uint8Array(carry.length + from);
      joined.set(carry);
      joined.set(piece.subarray(0, from), carry.length);
      lines(joined);
    }
    if (from <= last) lines(piece.subarray(from, last + 1));
    tooLong(piece.length - last - 1);
    carry = piece.slice(last + 1);
  };
  const end = (): void => {
    if (carry.length > 0) push(Uint8Array.of(10));
    if (size === null)
      fault({
        code: header === null ? 'WIN-MTX-002' : 'WIN-MTX-004',
        message: 'the file ends before its size line',
        hint: 'it begins with %%MatrixMarket …, then sizes, then entries',
      });
    if (seen < size!.entries)
      fault({
        code: 'WIN-MTX-007',
        message: `the file ends after ${seen} of ${size!.entries} entries`,
        hint: 'it was cut short, or its size line is wrong',
      });
  };
  return { push, end };
}
