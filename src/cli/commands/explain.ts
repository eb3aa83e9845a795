import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'explain <file>',
  summary: 'say what limits a design: bounds term by term, stalls, energy, what would help',
  positionals: { file: { type: 'string', describe: "sweep file, or a failed point's bundle (JSON)" } },
  options: {
    point: { type: 'number', describe: 'number of the point in the sweep' },
    mapping: { type: 'string', describe: 'mapping file to use as it is' },
    layer: { type: 'string', describe: 'only layers whose name contains this' },
    sensitivity: { type: 'boolean', default: false, describe: 'also flag parameters that change nothing' },
    top: { type: 'number', default: 10, describe: 'rows of each table' },
  },
  examples: [
    ['winnow explain experiments/quickstart.yaml --point 0', 'the bound of each layer and what it waits for'],
    ['winnow explain s.yaml --point 3 --sensitivity', 'and which parameters matter at all'],
  ],
  async run(args, terminal) {
    const { onePoint } = await import('../onePoint.ts');
    const { explain } = await import('../../engine/explain.ts');
    const point = await onePoint(args, terminal);
    const explanation = explain(point.spec);
    const { sensitivity } = await import('../../engine/sensitivity.ts');
    const parameters = args['sensitivity'] ? sensitivity(point.spec) : null;
    if (args.json) {
      terminal.out(
        JSON.stringify({
          point: point.index,
          design: point.design,
          ...explanation,
          ...(parameters ? { sensitivity: parameters } : {}),
        }),
      );
      return exitCode.ok;
    }
    const { printExplanation } = await import('../output/printExplanation.ts');
    const options = {
      design: point.design,
      rows: Number(args['top']),
      layer: args['layer'] as string | undefined,
      parameters,
      colors: terminal.colors,
    };
    for (const line of printExplanation(explanation, options)) terminal.out(line);
    return exitCode.ok;
  },
});
