import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'config <action> <file>',
  summary: 'show a sweep after extends, --set and inlining, and where each value came from',
  positionals: {
    action: { type: 'string', choices: ['show'], describe: 'show' },
    file: { type: 'string', describe: 'sweep file (YAML)' },
  },
  options: {
    resolved: { type: 'boolean', default: true, describe: 'as it will run; --no-resolved prints the file' },
    origin: { type: 'boolean', default: false, describe: 'file, line and column of each value' },
  },
  examples: [
    ['winnow config show experiments/quickstart.yaml --origin', 'every value with its file and line'],
    ['winnow config show s.yaml --set arch.array.rows=32', 'what the flag changes'],
  ],
  async run(args, terminal) {
    const file = String(args['file']);
    if (args['resolved'] === false) {
      const { readText } = await import('../../io/readText.ts');
      terminal.out(readText(file).text.trimEnd());
      return exitCode.ok;
    }
    const { loadSweep } = await import('../loadSweep.ts');
    const loaded = await loadSweep(file, args, terminal);
    if (args.json) terminal.out(JSON.stringify(loaded.sweep));
    else
      terminal.out(
        (args['origin'] ? loaded.resolved : loaded.resolved.replace(/ {2}# [^\n"]*$/gm, '')).trimEnd(),
      );
    return exitCode.ok;
  },
});
