import { join, resolve } from 'node:path';
import { worstExit } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'demo',
  summary: 'run the shipped quickstart sweep here and write its report',
  positionals: {},
  options: {
    out: { type: 'string', describe: 'folder of the results', defaultDescription: 'runs/quickstart' },
  },
  examples: [
    ['winnow demo', 'from install to a Pareto plot'],
    ['winnow demo --out /tmp/demo --jobs 2', 'somewhere else, on two cores'],
  ],
  async run(args, terminal) {
    const { loadSweep } = await import('../loadSweep.ts');
    const { prepareSweep } = await import('../prepareSweep.ts');
    const { executeSweep } = await import('../executeSweep.ts');
    const { packageRoot } = await import('../../io/shippedFiles.ts');
    const { printSweep } = await import('../output/printSweep.ts');
    const file = join(packageRoot(), 'experiments', 'quickstart.yaml');
    const command = 'winnow demo';
    const prepared = prepareSweep(await loadSweep(file, args, terminal));
    const done = await executeSweep(prepared, {
      folder: resolve(terminal.cwd, (args['out'] as string | undefined) ?? 'runs/quickstart'),
      jobs: args.jobs,
      executor: 'workers',
      fresh: false,
      retryFailed: false,
      failFast: false,
      onlyDone: false,
      progress: args.quiet ? 'none' : 'auto',
      terminal,
      command,
    });
    return printSweep(prepared, done, {
      terminal,
      json: args.json,
      rows: 12,
      resume: command,
      code: worstExit(done.codes),
    });
  },
});
