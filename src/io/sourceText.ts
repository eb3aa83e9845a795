import type { Diagnostic } from '../core/diagnostic.ts';

/** A text that a user wrote: a file, or a flag such as `--set arch.array.rows=32`. */
export interface SourceText {
  /** As shown to people: the path seen from the working folder, or the flag. */
  readonly name: string;
  /** Absolute path; null for a flag. Relative paths inside the text start from its folder. */
  readonly path: string | null;
  readonly text: string;
  /** Offset at which each line starts; filled in ascending order. */
  readonly lineStarts: readonly number[];
}

/** A stretch of a source text: offsets in UTF-16 units, `end` excluded. */
export interface Origin {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export function sourceText(name: string, path: string | null, text: string): SourceText {
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { name, path, text, lineStarts };
}

/** 1-based line of an offset. */
function lineOf(source: SourceText, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (source.lineStarts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** Lines longer than this are left out of diagnostics: no caret helps there. */
const longestLine = 1000;

/** Where an origin lies, in the words of a diagnostic. The marked length ends with the line. */
export function position(
  origin: Origin,
): Required<Pick<Diagnostic, 'file' | 'line' | 'column' | 'length'>> & Pick<Diagnostic, 'source'> {
  const { source } = origin;
  const start = Math.min(origin.start, source.text.length);
  const line = lineOf(source, start);
  const lineStart = source.lineStarts[line - 1]!;
  const next = source.lineStarts[line] ?? source.text.length + 1;
  const written = source.text.slice(lineStart, next - 1).replace(/\r$/, '');
  const length = Math.max(1, Math.min(origin.end, lineStart + written.length) - start);
  return {
    file: source.name,
    line,
    column: start - lineStart + 1,
    length,
    ...(written.length <= longestLine ? { source: written } : {}),
  };
}

/** A diagnostic that points at an origin. */
export function at(
  origin: Origin,
  code: string,
  message: string,
  rest: Partial<Pick<Diagnostic, 'hint' | 'severity' | 'path'>> = {},
): Diagnostic {
  return { severity: 'error', ...rest, code, message, ...position(origin) };
}
