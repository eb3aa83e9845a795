import { DiagnosticError } from '../../../core/diagnostic.ts';

/** A row of the peer's results as numbers. */
export interface PeerLayer {
  readonly id: string;
  readonly dataflow: 'ws' | 'is' | 'os';
  readonly rows: number;
  readonly cols: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly sparsity:
    | { readonly mode: 'dense' }
    | { readonly mode: 'layer-wise'; readonly n: number; readonly m: number }
    | { readonly mode: 'row-wise'; readonly block: number; readonly nPerColumn: readonly number[] };
}

/** Reads a row; `line` is for the message where a column is missing or not a number. */
export function peerLayer(row: Readonly<Record<string, string>>, file: string, line: number): PeerLayer {
  const wrong = (column: string, what: string): never => {
    throw new DiagnosticError([
      {
        code: 'WIN-VAL-010',
        severity: 'error',
        message: `column ${column} is ${JSON.stringify((row[column] ?? '').slice(0, 40))}, not ${what}`,
        hint: 'the file needs the columns of test/golden/scalesim/golden.csv',
        file,
        line,
        column: 1,
      },
    ]);
  };
  const count = (column: string): number => {
    const value = Number(row[column]);
    if (row[column] === undefined || row[column] === '' || !Number.isSafeInteger(value) || value < 1)
      return wrong(column, 'a positive whole number');
    return value;
  };
  const word = <Word extends string>(column: string, words: readonly Word[]): Word => {
    const value = words.find((one) => one === row[column]);
    return value ?? wrong(column, words.join(' or '));
  };

  const type = word('layer_type', ['gemm', 'conv']);
  const stride = type === 'conv' ? count('stride') : 1;
  // The peer's output size rounds up: a window may hang over the edge.
  const out = (size: string, kernel: string): number =>
    Math.ceil((count(size) - count(kernel) + stride) / stride);
  const product =
    type === 'gemm'
      ? { m: count('gemm_m'), n: count('gemm_n'), k: count('gemm_k') }
      : {
          m: out('ifmap_h', 'filter_h') * out('ifmap_w', 'filter_w'),
          n: count('num_filters'),
          k: count('filter_h') * count('filter_w') * count('channels'),
        };
  const mode = word('sparsity_mode', ['dense', 'layer-wise', 'row-wise']);
  const sparsity = (): PeerLayer['sparsity'] => {
    if (mode === 'dense') return { mode };
    if (mode === 'layer-wise') {
      const [n, m] = (row['sparsity_nm'] ?? '').split(':').map(Number);
      if (!Number.isSafeInteger(n) || !Number.isSafeInteger(m) || n! < 1 || n! > m!)
        return wrong('sparsity_nm', 'n:m');
      return { mode, n: n!, m: m! };
    }
    const nPerColumn = (row['rowwise_n_per_column'] ?? '').split(';').map(Number);
    if (nPerColumn.length !== product.n || nPerColumn.some((n) => !Number.isSafeInteger(n) || n < 0))
      return wrong('rowwise_n_per_column', `${product.n} whole numbers`);
    return { mode, block: count('sparse_block'), nPerColumn };
  };
  return {
    id: row['case_id'] ?? '',
    dataflow: word('dataflow', ['ws', 'is', 'os']),
    rows: count('array_rows'),
    cols: count('array_cols'),
    ...product,
    sparsity: sparsity(),
  };
}
