import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'matrix <file>',
  summary: 'describe a Matrix Market file: sizes, non-zeros, rows; with --products the square of it',
  positionals: { file: { type: 'string', describe: 'Matrix Market file, plain or gzip' } },
  options: {
    products: {
      type: 'boolean',
      default: false,
      describe: 'also multiplications, non-zeros and compression of A·A (of A·Aᵀ where A is not square)',
    },
  },
  examples: [
    ['winnow matrix wiki-Vote.mtx.gz', 'sizes and row statistics in one pass'],
    ['winnow matrix wiki-Vote.mtx.gz --products --json', 'and the work of its square'],
  ],
  async run(args, terminal) {
    const { matrixSummary } = await import('../../io/matrixSummary.ts');
    const file = String(args['file']);
    const summary = matrixSummary(file);
    const work = args['products'] === true ? await productsOf(file) : null;
    if (args.json) {
      terminal.out(JSON.stringify({ file, ...summary, ...(work === null ? {} : { product: work }) }));
      return exitCode.ok;
    }
    const { formatNumber, textTable } = await import('../output/textTable.ts');
    const { header, row, column } = summary;
    const facts: [string, string][] = [
      ['kind', `${header.format} ${header.field} ${header.symmetry}`],
      ['rows × columns', `${formatNumber(summary.rows)} × ${formatNumber(summary.cols)}`],
      ['non-zeros', formatNumber(summary.nnz)],
      ['density', formatNumber(summary.density)],
      ['on the diagonal', formatNumber(summary.diagonal)],
      ['bandwidth', formatNumber(summary.bandwidth)],
      ['SHA-256', summary.sha256],
    ];
    if (work !== null)
      facts.push(
        ['product', work.what],
        ['multiplications', formatNumber(work.products)],
        ['non-zeros of it', formatNumber(work.outputs)],
        ['compression', formatNumber(work.compression)],
      );
    for (const [name, value] of facts) terminal.out(`${name.padEnd(16)} ${value}`);
    const lengths = (what: string, s: typeof row) =>
      [what, s.min, s.mean, s.max, s.deviation, s.empty, s.top_percent_share] as const;
    terminal.out('');
    terminal.out(
      textTable(
        ['non-zeros in a', 'min', 'mean', 'max', 'deviation', 'empty', 'share of longest 1 %'],
        [lengths('row', row), lengths('column', column)],
        { bold: terminal.colors.bold },
      ),
    );
    return exitCode.ok;
  },
});

async function productsOf(file: string) {
  const { readMatrixMarket } = await import('../../io/readMatrixMarket.ts');
  const { productWork } = await import('../../tensor/productWork.ts');
  const { transposed } = await import('../../tensor/transposed.ts');
  const { matrix } = readMatrixMarket(file);
  const square = matrix.rows === matrix.cols;
  const { products, outputs } = productWork(matrix, square ? matrix : transposed(matrix));
  return {
    what: square ? 'A·A' : 'A·Aᵀ',
    products,
    outputs,
    compression: outputs > 0 ? products / outputs : 0,
  };
}
