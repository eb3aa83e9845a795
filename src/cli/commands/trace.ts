import { exitCode } from '../output/exitCode.ts';
import { defineCommand } from './defineCommand.ts';

export default defineCommand({
  usage: 'trace <file>',
  summary: 'write what ran when on a point, for ui.perfetto.dev',
  positionals: { file: { type: 'string', describe: "sweep file, or a failed point's bundle (JSON)" } },
  options: {
    point: { type: 'number', describe: 'number of the point in the sweep' },
    mapping: { type: 'string', describe: 'mapping file to use as it is' },
    layer: { type: 'string', describe: 'only layers whose name contains this' },
    out: { type: 'string', default: 'trace.json', describe: 'file to write' },
  },
  examples: [
    ['winnow trace experiments/fpga-llm.yaml --point 1400', 'the six queues of a decode step'],
    ['winnow trace s.yaml --point 3 --layer ffn --out ffn.json', 'only some layers'],
  ],
  async run(args, terminal) {
    const { closeSync, openSync, writeSync } = await import('node:fs');
    const { resolve } = await import('node:path');
    const { prepareDesign } = await import('../../engine/preparePoint.ts');
    const { shippedLibrary } = await import('../../engine/shippedLibrary.ts');
    const { timelines } = await import('../../engine/timelines.ts');
    const { perfettoTrace } = await import('../../io/perfettoTrace.ts');
    const { usage } = await import('../named.ts');
    const { onePoint } = await import('../onePoint.ts');
    const { spec } = await onePoint(args, terminal);
    const { architecture, dataflow } = prepareDesign(spec.architecture, shippedLibrary);
    const part = args['layer'] as string | undefined;
    const wanted = (name: string): boolean => part === undefined || name.includes(part);
    const layers = timelines(spec, { wanted });
    if (layers === null) {
      const able = shippedLibrary.dataflows.filter(({ timeline }) => timeline !== undefined);
      const names = able.map(({ name }) => name).join(', ');
      throw usage(`${dataflow.name} keeps no timeline`, `these do: ${names}`);
    }
    const file = resolve(terminal.cwd, String(args['out']));
    const descriptor = openSync(file, 'w');
    const written = perfettoTrace(architecture.name, architecture.clock_hz, layers, (text) => {
      writeSync(descriptor, text);
    });
    closeSync(descriptor);
    if (written.layers === 0) throw usage(`no layer's name contains ${part}`, 'winnow run prints the names');
    if (args.json) terminal.out(JSON.stringify({ file, ...written }));
    else terminal.out(`Trace  ${file} (${written.events} events of ${written.layers} layers)`);
    return exitCode.ok;
  },
});
