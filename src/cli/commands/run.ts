import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'run <file>',
  summary: 'run one point and print its layers',
  positionals: { file: { type: 'string', describe: "sweep file, or a failed point's bundle (JSON)" } },
  options: {
    point: { type: 'number', describe: 'number of the point in the sweep' },
    mapping: { type: 'string', describe: 'mapping file to use as it is' },
    'save-mapping': { type: 'string', describe: 'write the mapping that was used, to edit and run again' },
  },
  examples: [
    ['winnow run experiments/quickstart.yaml --point 17', 'one design of a sweep, layer by layer'],
    ['winnow run s.yaml --set arch.array.rows=32 --save-mapping m.yaml --json', 'keep the mapping it found'],
  ],
  async run(args, terminal) {
    const { onePoint } = await import('../onePoint.ts');
    const { evaluate } = await import('../../engine/evaluate.ts');
    const point = await onePoint(args, terminal);
    const result = evaluate(point.spec);
    const save = args['save-mapping'] as string | undefined;
    if (save !== undefined) {
      const { saveMapping } = await import('../saveMapping.ts');
      saveMapping(save, result);
      terminal.note(`Mapping  ${save}`);
    }
    if (args.json) {
      terminal.out(JSON.stringify({ point: point.index, design: point.design, ...result }));
      return exitCode.ok;
    }
    const { printPoint } = await import('../output/printPoint.ts');
    for (const line of printPoint(result, point.design, terminal.colors)) terminal.out(line);
    return exitCode.ok;
  },
});
