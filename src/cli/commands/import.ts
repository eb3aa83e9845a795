import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'import <format> <files..>',
  summary: "turn another tool's files into an architecture, a sweep and a mapping",
  positionals: {
    format: { type: 'string', choices: ['timeloop'], describe: 'timeloop: YAML of v0.2 to v0.4' },
    files: {
      type: 'string',
      array: true,
      describe: 'architecture, problem, mapping, ERT; one file or several',
    },
  },
  options: {
    out: { type: 'string', default: 'imported', describe: 'folder to write; its name is that of the sweep' },
  },
  examples: [
    [
      'winnow import timeloop arch.yaml prob.yaml map.yaml --out eyeriss',
      'writes eyeriss/sweep.yaml and its files',
    ],
    ['winnow run eyeriss/sweep.yaml', 'and runs the mapping that was imported'],
  ],
  async run(args, terminal) {
    const { mkdirSync, writeFileSync } = await import('node:fs');
    const { importTimeloop } = await import('../../io/timeloop/importTimeloop.ts');
    const { writeAtomically } = await import('../../explore/store/writeAtomically.ts');
    const { usage } = await import('../named.ts');
    const folder = resolve(terminal.cwd, String(args['out']));
    const texts = (args['files'] as string[]).map((file) => {
      try {
        return readFileSync(resolve(terminal.cwd, String(file)), 'utf8');
      } catch {
        throw usage(`${file} can't be read`, 'name YAML files that exist');
      }
    });
    const name = basename(folder).replace(/[^A-Za-z0-9._-]/g, '-');
    const { files, notes } = importTimeloop(texts, name);
    mkdirSync(folder, { recursive: true });
    for (const [file, text] of Object.entries(files))
      writeAtomically(join(folder, file), (draft) => writeFileSync(draft, text));
    const written = Object.keys(files).map((file) => join(String(args['out']), file));
    if (args.json) terminal.out(JSON.stringify({ files: written, notes }));
    else {
      for (const file of written) terminal.out(`Wrote  ${file}`);
      for (const note of notes) terminal.note(`note: ${note}`);
    }
    return exitCode.ok;
  },
});
