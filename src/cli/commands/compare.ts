import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'compare <a> <b>',
  summary: 'compare two runs point by point',
  positionals: {
    a: { type: 'string', describe: 'run folder or results.csv' },
    b: { type: 'string', describe: 'run folder or results.csv' },
  },
  options: {
    metric: {
      type: 'string',
      array: true,
      describe: 'metrics to compare',
      defaultDescription: 'all in both',
    },
    'fail-on': { type: 'number', describe: 'exit 6 when a metric moved by more than this many percent' },
    top: { type: 'number', default: 20, describe: 'rows to print' },
  },
  examples: [
    ['winnow compare runs/base runs/wider', 'which points moved, most first'],
    ['winnow compare old.csv new.csv --metric cycles --fail-on 0', 'fail when any cycle count moved'],
  ],
  async run(args, terminal) {
    const { compareRuns } = await import('../compareRuns.ts');
    const { usage } = await import('../named.ts');
    const limit = args['fail-on'] as number | undefined;
    if (limit !== undefined && !(limit >= 0)) throw usage(`--fail-on ${limit}`, 'give a percentage from 0');
    const [a, b] = [String(args['a']), String(args['b'])];
    const compared = compareRuns(a, b, args['metric'] as string[] | undefined);
    const exceeded =
      limit !== undefined &&
      (compared.moved.some((m) => Math.abs(m.change_pct) > limit) || compared.only_a > 0);
    const code = exceeded ? exitCode.regression : exitCode.ok;
    if (args.json) {
      terminal.out(JSON.stringify({ a, b, ...compared, exit_code: code }));
      return code;
    }
    const { textTable } = await import('../output/textTable.ts');
    terminal.out(
      `${compared.matched} points in both, ${compared.only_a} only in ${a}, ${compared.only_b} only in ${b}; ${compared.moved.length} values moved.`,
    );
    if (compared.moved.length > 0)
      terminal.out(
        textTable(
          ['point', 'metric', 'a', 'b', 'change %'],
          compared.moved
            .slice(0, Number(args['top']))
            .map((m) => [m.design, m.metric, m.a, m.b, Number(m.change_pct.toPrecision(4))]),
          { bold: terminal.colors.bold },
        ),
      );
    return code;
  },
});
