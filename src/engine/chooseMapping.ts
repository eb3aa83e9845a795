import type { DesignContext } from '../arch/designContext.ts';
import { closestName } from '../core/closestName.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { AnyDataflow } from '../dataflow/defineDataflow.ts';
import type { Execution } from '../dataflow/execution.ts';
import type { SimulationContext } from '../dataflow/simulationContext.ts';
import type { MapSearchRequest, MapSpace } from '../mapping/mapSpace.ts';
import type { Layer } from '../workload/layer.ts';
import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import { schemaDiagnostics } from './schemaDiagnostics.ts';

/** Mappings evaluated for one layer at most: far above the map spaces of single arrays, far below an hour. */
const evaluations = 100_000;

export interface ChosenMapping {
  readonly mapping: unknown;
  readonly candidates: number;
}

/**
 * The mapping of one layer: the fixed one where the point has it, else the search's best by the objective. Cost is the
 * map space's own where it has one for cycles, else the full `estimate`; energy is priced from its action counts.
 */
export function chooseMapping(
  layer: Layer,
  dataflow: AnyDataflow,
  hardware: unknown,
  design: DesignContext,
  context: SimulationContext,
  point: Pick<PointSpec, 'mapping' | 'seed'>,
  prices: {
    readonly energyOf: (execution: Execution) => number;
    readonly priceOf: (component: string, action: string) => number;
  },
  library: Library,
): ChosenMapping {
  const fixed = fixedName(layer, point.mapping.fixed);
  if (fixed !== null) return checkFixed(fixed, point.mapping.fixed[fixed], dataflow);

  const { objective } = point.mapping;
  const search = library.searches.find((s) => s.name === point.mapping.search);
  if (search === undefined) {
    const names = library.searches.map((s) => s.name);
    const near = closestName(point.mapping.search, names);
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-001',
        severity: 'error',
        message: `unknown mapping search ${JSON.stringify(point.mapping.search.slice(0, 80))}`,
        hint: near !== null ? `did you mean ${JSON.stringify(near)}?` : `one of: ${names.join(', ')}`,
        path: ['mapping', 'search'],
      },
    ]);
  }
  const space = dataflow.mapspace(layer.operation, hardware, design);
  if (space.search !== undefined) {
    const { mapping, evaluated } = searchSpace(layer, space, {
      method: search.name,
      objective,
      ...(point.mapping.evaluations === undefined ? {} : { evaluations: point.mapping.evaluations }),
      seed: point.seed,
      priceOf: prices.priceOf,
    });
    return { mapping, candidates: evaluated };
  }
  const estimated = (mapping: unknown): Execution =>
    dataflow.estimate(layer.operation, hardware, mapping, context) as Execution;
  const cost = (mapping: unknown): number => {
    if (objective === 'cycles')
      return space.cost !== undefined ? space.cost(mapping, objective) : estimated(mapping).cycles;
    const execution = estimated(mapping);
    const energy = prices.energyOf(execution);
    return objective === 'energy' ? energy : energy * execution.cycles;
  };
  const found = search.run(space, cost, {
    objective,
    evaluations: point.mapping.evaluations ?? evaluations,
    seed: point.seed,
    ...(objective === 'cycles' && space.listed !== undefined ? { costs: space.listed.costs(objective) } : {}),
  });
  if (found === null)
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-002',
        severity: 'error',
        message: `${layer.name}: no mapping fits the hardware`,
        hint: space.infeasible ?? 'give it more on-chip memory or a smaller array',
      },
    ]);
  return { mapping: found.mapping, candidates: found.evaluated };
}

/** The first of a layer's names that has a fixed mapping. */
export function fixedName({ names }: Layer, fixed: PointSpec['mapping']['fixed']): string | null {
  for (const name of names) if (Object.hasOwn(fixed, name)) return name;
  return null;
}

/** A space's own search; its diagnostics name the layer. */
function searchSpace(
  layer: Layer,
  space: MapSpace<unknown>,
  request: MapSearchRequest,
): { readonly mapping: unknown; readonly evaluated: number } {
  try {
    return space.search!(request);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(
      error.diagnostics.map((d) => ({ ...d, message: `${layer.name}: ${d.message}` })),
    );
  }
}

function checkFixed(name: string, raw: unknown, dataflow: AnyDataflow): ChosenMapping {
  const parsed = dataflow.mapping.safeParse(raw);
  if (parsed.success) return { mapping: parsed.data, candidates: 1 };
  const codes = { unknownKey: 'WIN-MAP-003', value: 'WIN-MAP-004' };
  throw new DiagnosticError(
    schemaDiagnostics(parsed.error, dataflow.mapping, codes).map((d) => ({
      ...d,
      path: ['mapping', 'fixed', name, ...(d.path ?? [])],
    })),
  );
}
