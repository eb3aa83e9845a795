import { resolve } from 'node:path';
import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'lint <target>',
  summary: 'say everything that is wrong or odd in a file or folder, without running it',
  positionals: { target: { type: 'string', describe: 'a YAML file, or a folder of them' } },
  options: {
    strict: { type: 'boolean', default: false, describe: 'warnings count as errors' },
  },
  examples: [
    ['winnow lint experiments/quickstart.yaml', 'errors and hints, each with its line'],
    ['winnow lint configs --strict --json', 'for CI: one JSON document, exit code 2 if anything is found'],
  ],
  async run(args, terminal) {
    const { lint } = await import('../lint/lintFile.ts');
    const { files, diagnostics } = lint(resolve(terminal.cwd, String(args['target'])));
    const count = (severity: string): number => diagnostics.filter((d) => d.severity === severity).length;
    const errors = count('error');
    const warnings = count('warning');
    if (args.json) terminal.out(JSON.stringify({ files, errors, warnings, diagnostics }));
    else {
      const { renderDiagnostics } = await import('../../io/renderDiagnostics.ts');
      if (diagnostics.length > 0) terminal.out(renderDiagnostics(diagnostics, { color: terminal.color }));
      terminal.note(`${files.length} files: ${errors} errors, ${warnings} warnings`);
    }
    return errors > 0 || (args['strict'] === true && warnings > 0) ? exitCode.usage : exitCode.ok;
  },
});
