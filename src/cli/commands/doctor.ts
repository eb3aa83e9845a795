import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'doctor',
  summary: 'check that this machine and installation can run sweeps',
  positionals: {},
  options: {},
  examples: [
    ['winnow doctor', 'what works, what does not, and what to do'],
    ['winnow doctor --json', 'the same for a bug report'],
  ],
  async run(args, terminal) {
    const { examine } = await import('../examine.ts');
    const findings = await examine(terminal.cwd);
    const good = findings.every((f) => f.ok);
    if (args.json) terminal.out(JSON.stringify({ ok: good, findings }));
    else
      for (const { ok, what, found, advice } of findings) {
        const mark = ok ? terminal.colors.green('ok  ') : terminal.colors.red('FAIL');
        terminal.out(`${mark} ${what}: ${found}${ok || advice === undefined ? '' : `\n     ${advice}`}`);
      }
    return good ? exitCode.ok : exitCode.usage;
  },
});
