import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'export <format> <file>',
  summary: "write a layer of a point with its mapping in another tool's form",
  positionals: {
    format: { type: 'string', choices: ['timeloop'], describe: 'timeloop: YAML of v0.4' },
    file: { type: 'string', describe: 'sweep file' },
  },
  options: {
    point: { type: 'number', describe: 'number of the point, where the sweep has several' },
    layer: { type: 'string', describe: 'name of the layer; the first one when absent' },
    mapping: { type: 'string', describe: 'mapping file to use as it is' },
    out: { type: 'string', describe: 'file to write; printed when absent' },
  },
  examples: [
    ['winnow export timeloop s.yaml --layer conv1', 'architecture, ERT, problem and mapping as YAML'],
    ['winnow export timeloop s.yaml --point 3 --out conv.yaml', 'the first layer of a point, to a file'],
  ],
  async run(args, terminal) {
    const { onePoint } = await import('../onePoint.ts');
    const { exportTimeloop } = await import('../exportTimeloop.ts');
    const { spec } = await onePoint(args, terminal);
    const text = exportTimeloop(spec, args['layer'] as string | undefined);
    const out = args['out'] as string | undefined;
    if (out === undefined) terminal.out(text.trimEnd());
    else {
      const { writeFileSync } = await import('node:fs');
      const { resolve } = await import('node:path');
      const { writeAtomically } = await import('../../explore/store/writeAtomically.ts');
      writeAtomically(resolve(terminal.cwd, out), (draft) => writeFileSync(draft, text));
      terminal.out(`Wrote  ${out}`);
    }
    return exitCode.ok;
  },
});
