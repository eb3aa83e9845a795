import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'list [what]',
  summary: 'list what there is: dataflows, models, patterns, formats, tables, samplers, suites …',
  positionals: { what: { type: 'string', describe: 'one kind; all kinds when left out' } },
  options: {},
  examples: [
    ['winnow list dataflows', 'words for `dataflow:` in an architecture'],
    ['winnow list models --json', 'the model zoo, for a script'],
  ],
  async run(args, terminal) {
    const { inventory } = await import('../inventory.ts');
    const { named } = await import('../named.ts');
    const all = inventory();
    const kinds = args['what'] === undefined ? all : [named('list', all, String(args['what']))];
    const loaded = await Promise.all(
      kinds.map(async ({ name, entries }) => ({ name, entries: await entries() })),
    );
    if (args.json) {
      terminal.out(JSON.stringify(Object.fromEntries(loaded.map(({ name, entries }) => [name, entries]))));
      return exitCode.ok;
    }
    const { textTable } = await import('../output/textTable.ts');
    for (const [i, { name, entries }] of loaded.entries()) {
      if (i > 0) terminal.out('');
      terminal.out(
        textTable(
          [name, 'what it is'],
          entries.map((entry) => [entry.name, entry.description]),
          { bold: terminal.colors.bold },
        ),
      );
    }
    return exitCode.ok;
  },
});
