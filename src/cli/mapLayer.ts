import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { NestHardware } from '../dataflow/nest/hardware.ts';
import { type LoopNestMapping, nestMapping } from '../dataflow/nest/mapping.ts';
import { type MapperFind, type MapperFrontPoint, nestMapper } from '../dataflow/nest/nestMapper.ts';
import { prepareDesign, prepareTrace } from '../engine/preparePoint.ts';
import { shippedLibrary } from '../engine/shippedLibrary.ts';
import { writeAtomically } from '../explore/store/writeAtomically.ts';
import { writeMapping } from '../io/mappingFile.ts';
import type { MappingObjective } from '../mapping/mapSpace.ts';
import type { Arguments } from './commands/defineCommand.ts';
import { usage } from './named.ts';
import { onePoint } from './onePoint.ts';
import type { Terminal } from './output/terminal.ts';
import { textTable } from './output/textTable.ts';

/** Mappings between two looks at the interrupt, a tenth of a second or so; a round is a search with a seed of its own. */
const ROUND = 20_000;

const large = (n: number): string =>
  n < 1e6 ? n.toLocaleString('en').replace(/,/g, ' ') : n.toExponential(3);

/** Loops of a mapping in a line: `DRAM M8 | GLB K4 x N16`. */
function lineOf({ loops }: LoopNestMapping): string {
  const list = (of: readonly (readonly [string, number])[]): string =>
    of.map(([d, f]) => `${d}${f}`).join(' ');
  return loops
    .map(({ level, temporal, spatial }) =>
      [
        level,
        list(temporal),
        spatial.x.length > 0 ? `x ${list(spatial.x)}` : '',
        spatial.y.length > 0 ? `y ${list(spatial.y)}` : '',
      ]
        .filter((part) => part !== '')
        .join(' '),
    )
    .join(' | ');
}

/** Searches a layer's mappings round after round; true where it was interrupted. Rounds repeat for equal seed and budget. */
export async function mapLayer(args: Arguments, terminal: Terminal): Promise<boolean> {
  const { spec } = await onePoint(args, terminal);
  const { architecture, book, dataflow } = prepareDesign(spec.architecture, shippedLibrary);
  if (dataflow.mapping !== nestMapping)
    throw usage(`${dataflow.name} has no loop nests`, 'name a sweep of the family loop-nest or pe-array');
  const { layers } = prepareTrace(spec.workload, shippedLibrary).trace;
  const name = args['layer'] as string | undefined;
  const layer = name === undefined ? layers[0] : layers.find(({ names }) => names.includes(name));
  if (layer === undefined)
    throw usage(`there is no layer ${name}`, `the layers are ${layers.map((l) => l.name).join(', ')}`);
  const hardware = architecture.hardware as NestHardware;
  const able = dataflow.supports(layer.operation, hardware);
  if (able !== true) throw usage(`${dataflow.name} can't run ${layer.name}: ${able}`, 'choose another layer');
  const budget = args['evaluations'] as number;
  if (!Number.isInteger(budget) || budget < 1)
    throw usage(`--evaluations is ${budget}`, 'a whole number of at least 1');
  if (args['front'] === true && hardware.choose !== undefined)
    throw usage('a front with formats to choose is not searched', 'fix them (sparse), or leave --front away');
  const mapper = nestMapper(
    layer.operation,
    hardware,
    (component, action) => book.prices[book.index.get(component) ?? -1]?.energy.get(action)?.value ?? 0,
  );
  const objective = (args['objective'] as MappingObjective | undefined) ?? spec.mapping.objective;
  const given = (args['search'] as string | undefined) ?? spec.mapping.search;
  const search = given === 'auto' ? 'portfolio' : given;
  terminal.note(`Space    ${large(mapper.spaceSize)} mappings of ${layer.name}, legal or not`);
  const out = args['out'] as string | undefined;
  const save = (file: string, mapping: LoopNestMapping): void => {
    const text = writeMapping(
      {
        dataflow: dataflow.name,
        architecture: architecture.name,
        layers: [{ layer: layer.name, mapping }],
      },
      dataflow,
    );
    writeAtomically(resolve(terminal.cwd, file), (draft) => writeFileSync(draft, text));
  };
  // A search that goes through the space in order is not cut into rounds.
  const whole = search === 'exhaustive' || search === 'branch-and-bound';
  let best: MapperFind | undefined;
  let front: MapperFrontPoint[] = [];
  let tried = 0;
  for (let round = 0, left = budget; left > 0 && !terminal.signal.aborted; round++) {
    const share = whole ? left : Math.min(left, ROUND);
    const seed = spec.seed + round;
    left -= share;
    if (args['front'] === true) {
      front = joined(front, mapper.front(seed, share));
      tried += share;
    } else {
      const found = mapper.round(objective, search, seed, share);
      tried += found.evaluated;
      if (best === undefined || found.cost < best.cost) {
        best = found;
        if (out !== undefined) save(out, found.mapping);
        terminal.note(`Best     ${objective} ${found.cost.toPrecision(6)} after ${large(tried)} mappings`);
      }
    }
    await setImmediate();
  }
  const stopped = terminal.signal.aborted;
  const why = stopped ? 'interrupted' : `budget of ${large(budget)} spent`;
  if (best !== undefined) {
    const gain =
      best.fixed === undefined
        ? ''
        : `, ${((1 - best.cost / best.fixed.cost) * 100).toFixed(2)} % below the best with one format (${best.fixed.name}: ${best.fixed.cost.toPrecision(6)})`;
    if (args.json)
      terminal.out(
        JSON.stringify({
          layer: layer.name,
          space: mapper.spaceSize,
          tried,
          stopped: why,
          objective,
          ...best,
        }),
      );
    else {
      terminal.out(`${layer.name}: ${objective} ${best.cost.toPrecision(6)}${gain}`);
      terminal.out(lineOf(best.mapping));
      terminal.out(`${large(tried)} of ${large(mapper.spaceSize)} mappings tried, ${why}`);
    }
  }
  if (args['front'] !== true) return stopped;
  if (args.json)
    terminal.out(JSON.stringify({ layer: layer.name, space: mapper.spaceSize, tried, stopped: why, front }));
  else {
    const rows = front.map(({ cycles, energyPj, mapping }, i) => [
      i,
      cycles,
      energyPj,
      energyPj * cycles,
      lineOf(mapping),
    ]);
    terminal.out(textTable(['', 'cycles', 'energy_pj', 'pJ · cycles', 'loops'], rows));
    terminal.out(`${large(tried)} of ${large(mapper.spaceSize)} mappings tried, ${why}`);
  }
  if (out !== undefined) {
    mkdirSync(resolve(terminal.cwd, out), { recursive: true });
    front.forEach(({ mapping }, i) => {
      save(join(out, `${i}.yaml`), mapping);
    });
  }
  return stopped;
}

/** The front of two fronts, by ascending cycles. */
function joined(a: readonly MapperFrontPoint[], b: readonly MapperFrontPoint[]): MapperFrontPoint[] {
  const all = [...a, ...b].sort((x, y) => x.cycles - y.cycles || x.energyPj - y.energyPj);
  let least = Number.POSITIVE_INFINITY;
  return all.filter(({ energyPj }) => {
    if (energyPj >= least) return false;
    least = energyPj;
    return true;
  });
}
