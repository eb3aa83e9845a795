import { join, resolve } from 'node:path';
import { exitCode, worstExit } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'report <file>',
  summary: "write a sweep's results and report from what is done, running nothing",
  positionals: { file: { type: 'string', describe: 'sweep file (YAML)' } },
  options: {
    out: { type: 'string', describe: 'folder of the results', defaultDescription: 'runs/<name>' },
    top: { type: 'number', default: 12, describe: 'rows of the front to print' },
  },
  examples: [
    ['winnow report experiments/quickstart.yaml', 'report of the points done so far'],
    ['winnow report s.yaml --out /tmp/s --json', 'from another folder, the summary as JSON'],
  ],
  async run(args, terminal) {
    const { loadSweep } = await import('../loadSweep.ts');
    const { prepareSweep } = await import('../prepareSweep.ts');
    const { executeSweep } = await import('../executeSweep.ts');
    const { usage } = await import('../named.ts');
    const file = String(args['file']);
    const command = ['winnow sweep', file, ...args.set.map((s) => `--set '${s}'`)].join(' ');
    const prepared = prepareSweep(await loadSweep(file, args, terminal));
    const folder = resolve(
      terminal.cwd,
      (args['out'] as string | undefined) ?? join('runs', prepared.plan.sweep.name),
    );
    const done = await executeSweep(prepared, {
      folder,
      jobs: args.jobs,
      executor: 'workers',
      fresh: false,
      retryFailed: false,
      failFast: false,
      onlyDone: true,
      progress: 'none',
      terminal,
      command,
    });
    if (done.run.points.length === 0)
      throw usage(`nothing of this sweep is done in ${folder}`, `run it first: winnow sweep ${file}`);
    const { printSweep } = await import('../output/printSweep.ts');
    const code = worstExit(done.codes.filter((c) => c !== exitCode.infeasible));
    return printSweep(prepared, done, {
      terminal,
      json: args.json,
      rows: Number(args['top']),
      resume: command,
      code,
    });
  },
});
