import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'map <file>',
  summary: 'search loop nests for one layer for as long as you like; Ctrl-C keeps the best so far',
  positionals: { file: { type: 'string', describe: 'sweep file of the family loop-nest or pe-array' } },
  options: {
    point: { type: 'number', describe: 'number of the point in the sweep' },
    layer: { type: 'string', describe: 'name of the layer; the first one when absent' },
    objective: { choices: ['cycles', 'energy', 'edp'], describe: "the sweep's own when absent" },
    evaluations: { type: 'number', default: 200_000, describe: 'mappings to try' },
    search: { type: 'string', describe: 'method (winnow list searches); a portfolio when absent' },
    front: { type: 'boolean', default: false, describe: 'the mappings that trade cycles against energy' },
    out: { type: 'string', describe: 'mapping file, written at each improvement; with --front a folder' },
  },
  examples: [
    ['winnow map s.yaml --layer conv1 --evaluations 1000000', 'anytime search with the size of its space'],
    ['winnow map s.yaml --layer conv1 --front --out front', 'a Pareto set of mappings, a file each'],
  ],
  async run(args, terminal) {
    const { mapLayer } = await import('../mapLayer.ts');
    const stopped = await mapLayer(args, terminal);
    return stopped ? exitCode.interrupted : exitCode.ok;
  },
});
