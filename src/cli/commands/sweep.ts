import { join, resolve } from 'node:path';
import { exitCode, worstExit } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'sweep <file>',
  summary: 'run a sweep, or continue it, and write its results and report',
  positionals: { file: { type: 'string', describe: 'sweep file (YAML)' } },
  options: {
    fresh: { type: 'boolean', default: false, describe: 'forget what is done and start over' },
    'retry-failed': { type: 'boolean', default: false, describe: 'run failed points again' },
    'fail-fast': { type: 'boolean', default: false, describe: 'stop at the first point that fails' },
    'dry-run': { type: 'boolean', default: false, describe: 'say what would run, and how long' },
    out: { type: 'string', describe: 'folder of the results', defaultDescription: 'runs/<name>' },
    executor: { type: 'string', default: 'workers', describe: 'where points run' },
    progress: { choices: ['auto', 'json', 'none'], default: 'auto', describe: 'progress on stderr' },
    top: { type: 'number', default: 12, describe: 'rows of the front to print' },
  },
  examples: [
    ['winnow sweep experiments/quickstart.yaml', 'run or continue it on all cores'],
    [
      "winnow sweep s.yaml --set 'arch.array.rows=[16,32]' --set fidelity=estimate --dry-run",
      'another axis, the closed form, nothing run yet',
    ],
  ],
  async run(args, terminal) {
    const { loadSweep } = await import('../loadSweep.ts');
    const { prepareSweep } = await import('../prepareSweep.ts');
    const file = String(args['file']);
    const prepared = prepareSweep(await loadSweep(file, args, terminal));
    const folder = resolve(
      terminal.cwd,
      (args['out'] as string | undefined) ?? join('runs', prepared.plan.sweep.name),
    );
    if (args['dry-run']) {
      const { dryRun } = await import('../dryRun.ts');
      const told = dryRun(prepared, folder, args.jobs);
      terminal.out(args.json ? JSON.stringify(told.facts) : told.text);
      return exitCode.ok;
    }
    const command = ['winnow sweep', file, ...args.set.map((s) => `--set '${s}'`)].join(' ');
    const { executeSweep } = await import('../executeSweep.ts');
    const done = await executeSweep(prepared, {
      folder,
      jobs: args.jobs,
      executor: String(args['executor']),
      fresh: args['fresh'] === true,
      retryFailed: args['retry-failed'] === true,
      failFast: args['fail-fast'] === true,
      onlyDone: false,
      progress: args.quiet ? 'none' : (args['progress'] as 'auto' | 'json' | 'none'),
      terminal,
      command,
    });
    const { printSweep } = await import('../output/printSweep.ts');
    return printSweep(prepared, done, {
      terminal,
      json: args.json,
      rows: Number(args['top']),
      resume: command,
      code: worstExit(done.codes),
    });
  },
});
