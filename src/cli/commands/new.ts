import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'new <what> <name>',
  summary:
    'add a dataflow to a checkout: its file, configuration and test, with the places to fill in marked',
  positionals: {
    what: { type: 'string', choices: ['dataflow'], describe: 'dataflow' },
    name: { type: 'string', describe: 'words joined by hyphens: outer-product' },
  },
  options: {},
  examples: [
    ['winnow new dataflow outer-product', 'three files, marked SKELETON where something is to be said'],
    ['grep -rn SKELETON src test configs', 'what is still to do'],
  ],
  async run(args, terminal) {
    const { newDataflow } = await import('../newDataflow.ts');
    const files = newDataflow(terminal.cwd, String(args['name']));
    if (args.json) terminal.out(JSON.stringify({ files }));
    else {
      for (const file of files) terminal.out(`wrote ${file}`);
      terminal.note('Fill in the places marked SKELETON, then: npm run generate && npm test');
    }
    return exitCode.ok;
  },
});
