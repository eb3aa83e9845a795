import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'check <file>',
  summary: 'hold cycle counts against the lock file beside a sweep',
  positionals: { file: { type: 'string', describe: 'sweep file (YAML)' } },
  options: {
    update: { type: 'boolean', default: false, describe: 'rewrite the lock file with the counts of today' },
    top: { type: 'number', default: 20, describe: 'rows of the difference to print' },
  },
  examples: [
    ['winnow check experiments/quickstart.yaml', 'in CI: exits 6 when a cycle count moved'],
    ['winnow check experiments/quickstart.yaml --update', 'accept the counts of today'],
  ],
  async run(args, terminal) {
    const { checkSweep } = await import('../checkSweep.ts');
    const checked = await checkSweep(String(args['file']), args, terminal);
    if (checked === null) return exitCode.interrupted;
    if (args.json) {
      terminal.out(JSON.stringify(checked.facts));
      return checked.code;
    }
    const { textTable } = await import('../output/textTable.ts');
    if (checked.differences.length > 0)
      terminal.out(
        textTable(
          ['', 'point', 'locked cycles', 'cycles now', 'change %'],
          checked.differences
            .slice(0, Number(args['top']))
            .map((d) => [d.kind, d.design, d.locked, d.now, d.change_pct]),
          { bold: terminal.colors.bold },
        ),
      );
    terminal.out(checked.summary);
    return checked.code;
  },
});
