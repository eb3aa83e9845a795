import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'validate <suite>',
  summary: "hold this engine against a peer's or silicon's numbers",
  positionals: { suite: { type: 'string', describe: 'suite (winnow list suites)' } },
  options: {
    data: { type: 'string', describe: "CSV with the suite's columns, instead of the shipped one" },
    cases: { type: 'boolean', default: true, describe: 'print every case, not only those outside tolerance' },
  },
  examples: [
    ['winnow validate scalesim', 'replay the shipped rows'],
    ['winnow validate scalesim --data mine.csv --json', 'your own rows; the summary as JSON'],
  ],
  async run(args, terminal) {
    const { loadSuite } = await import('../validation/loadSuite.ts');
    const { runSuite } = await import('../validation/runSuite.ts');
    const suite = await loadSuite(String(args['suite']));
    const { cases, summary } = runSuite(suite, args['data'] as string | undefined);
    const code = summary.within_tolerance === summary.cases ? exitCode.ok : exitCode.regression;
    if (args.json) {
      terminal.out(JSON.stringify(summary));
      return code;
    }
    const { printCases } = await import('../output/printCases.ts');
    for (const line of printCases(suite, cases, args['cases'] !== false, terminal.colors)) terminal.out(line);
    terminal.out(JSON.stringify(summary));
    return code;
  },
});
