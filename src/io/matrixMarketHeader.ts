/** First line of a Matrix Market file (Boisvert, Pozo, Remington, NISTIR 5935, 1996). */
export interface MatrixMarketHeader {
  readonly format: 'coordinate' | 'array';
  readonly field: 'real' | 'integer' | 'pattern';
  readonly symmetry: 'general' | 'symmetric' | 'skew-symmetric';
}

/** What is wrong with a line, and what would be right. */
export interface LineFault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const formats = ['coordinate', 'array'] as const;
const fields = ['real', 'integer', 'pattern'] as const;
const symmetries = ['general', 'symmetric', 'skew-symmetric'] as const;

/** The header of a file's first line, or what is wrong with it. */
export function parseHeader(line: string): MatrixMarketHeader | LineFault {
  const words = line.trim().split(/\s+/);
  if (words[0]?.toLowerCase() !== '%%matrixmarket')
    return {
      code: 'WIN-MTX-002',
      message: 'the first line is no Matrix Market header',
      hint: 'it begins like %%MatrixMarket matrix coordinate real general',
    };
  const [, object, ...rest] = words.map((word) => word.toLowerCase());
  const refuse = (what: string, word: string | undefined, known: readonly string[]): LineFault => ({
    code: 'WIN-MTX-003',
    message: `${what} ${JSON.stringify((word ?? '').slice(0, 40))} is not supported`,
    hint: `supported: ${known.join(', ')}`,
  });
  if (object !== 'matrix') return refuse('object', object, ['matrix']);
  const format = formats.find((f) => f === rest[0]);
  if (format === undefined) return refuse('format', rest[0], formats);
  const field = fields.find((f) => f === rest[1] || (f === 'real' && rest[1] === 'double'));
  if (field === undefined) return refuse('field', rest[1], fields);
  const symmetry = symmetries.find((s) => s === rest[2]);
  if (symmetry === undefined) return refuse('symmetry', rest[2], symmetries);
  if (field === 'pattern' && format === 'array')
    return refuse('field', 'pattern', ['real and integer in array files']);
  if (field === 'pattern' && symmetry === 'skew-symmetric')
    return refuse('symmetry', 'skew-symmetric', ['general and symmetric in pattern files']);
  return { format, field, symmetry };
}

/** Sizes of the second kind of line. */
export interface MatrixMarketSize {
  readonly rows: number;
  readonly cols: number;
  /** Lines that follow. */
  readonly entries: number;
}

/** Rows and columns at most: 2^28 row counters take 1 GiB. */
export const mostRows = 268_435_456;
const mostEntries = 2_147_483_647;

/** Rows, columns and entries, or what is wrong with the line. */
export function parseSize(line: string, header: MatrixMarketHeader): MatrixMarketSize | LineFault {
  const words = line.trim().split(/\s+/);
  const wanted = header.format === 'coordinate' ? 3 : 2;
  if (words.length !== wanted || words.some((word) => !/^\d{1,15}$/.test(word)))
    return {
      code: 'WIN-MTX-004',
      message: `the size line holds ${JSON.stringify(line.trim().slice(0, 60))}`,
      hint: wanted === 3 ? 'it is: rows columns entries' : 'it is: rows columns',
    };
  const [rows, cols, given] = words.map(Number) as [number, number, number | undefined];
  const wrong = (message: string, hint: string): LineFault => ({ code: 'WIN-MTX-004', message, hint });
  if (rows < 1 || cols < 1)
    return wrong(`a matrix of ${rows} × ${cols} has no elements`, 'give sizes from 1');
  if (rows > mostRows || cols > mostRows)
    return wrong(`${rows} × ${cols} is too large`, `at most ${mostRows} rows and columns`);
  if (header.symmetry !== 'general' && rows !== cols)
    return wrong(`a ${header.symmetry} matrix can't be ${rows} × ${cols}`, 'it has as many rows as columns');
  if (given !== undefined) {
    if (given > mostEntries || given > rows * cols)
      return wrong(
        `${given} entries are more than there can be`,
        `at most ${mostEntries} and rows × columns`,
      );
    return { rows, cols, entries: given };
  }
  const below = header.symmetry === 'symmetric' ? (rows * (rows + 1)) / 2 : (rows * (rows - 1)) / 2;
  const entries = header.symmetry === 'general' ? rows * cols : below;
  if (entries > mostEntries) return wrong(`${entries} values are too many`, `at most ${mostEntries}`);
  return { rows, cols, entries };
}
