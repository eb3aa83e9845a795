import { type BoundedCache, boundedCache } from '../core/boundedCache.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { InvariantError } from '../core/invariant.ts';
import type { Bound } from '../dataflow/bound.ts';
import type { Execution } from '../dataflow/execution.ts';
import type { SparseMatrix } from '../tensor/sparseMatrix.ts';
import type { Layer } from '../workload/layer.ts';
import { type ChosenMapping, chooseMapping, fixedName } from './chooseMapping.ts';
import { type Interning, interning } from './interning.ts';
import { laws } from './invariants/laws.ts';
import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import type { PreparedDesign } from './preparePoint.ts';
import { missingPrice, type PriceBook } from './priceBook.ts';
import { patternBytes, simulationContext } from './simulationContext.ts';

/** One layer mapped, executed and held to the laws. */
export interface LayerOutcome {
  readonly mapping: unknown;
  readonly candidates: number;
  readonly execution: Execution;
  readonly bound: Bound;
}

/** Scopes and operations that are told apart in a key below 2^53; later ones are not remembered. */
const numbers = 67_108_864;

interface Caches {
  /** By scope (design, seed, mapping choice) and operation, as one number: both fidelities run the same mapping. */
  readonly mappings: BoundedCache<number, ChosenMapping>;
  /** The same, and the fidelity. */
  readonly outcomes: BoundedCache<number, LayerOutcome>;
  readonly scopes: Interning;
  /** Bounded in bytes: one large layer's pattern may weigh as much as thousands of small ones. */
  readonly samples: BoundedCache<string, SparseMatrix>;
}

const caches = new WeakMap<Library, Caches>();

function cachesOf(library: Library): Caches {
  let found = caches.get(library);
  if (found === undefined) {
    found = {
      mappings: boundedCache(8192),
      outcomes: boundedCache(4096),
      scopes: interning(4096),
      samples: boundedCache(64 * 1024 * 1024, patternBytes),
    };
    caches.set(library, found);
  }
  return found;
}

/** Numbers of a design's scopes by the rest of the key: the design's own part is kilobytes long. */
const scopesOf = new WeakMap<PreparedDesign, Map<string, number>>();

/** What all layers of a point share in their keys, as a number for `runLayer`. */
export function scopeOf(prepared: PreparedDesign, { mapping, seed }: PointSpec, library: Library): number {
  const { objective, search, evaluations } = mapping;
  const key = `${seed}|${objective}|${search}|${evaluations ?? ''}`;
  let known = scopesOf.get(prepared);
  if (known === undefined) {
    known = new Map();
    scopesOf.set(prepared, known);
  }
  let id = known.get(key);
  if (id === undefined) {
    // Where mappings are listed, prices decide about them only if the objective asks for energy; searches break ties by them.
    const listed = objective === 'cycles' && prepared.dataflow.searchesByPrice !== true;
    const hardware = listed ? prepared.executionKey : prepared.priceKey;
    id = cachesOf(library).scopes.id(`${key}|${hardware}`);
    known.set(key, id);
  }
  return id;
}

/**
 * Maps, executes and checks one layer. Memoised by operation, hardware, fidelity, seed and mapping choice: layers of
 * equal shape in other models, and points that differ only in what a layer doesn't see, are not run again.
 */
export function runLayer(
  layer: Layer,
  operation: number,
  prepared: PreparedDesign,
  point: PointSpec,
  scope: number,
  library: Library,
): LayerOutcome {
  const { mappings, outcomes, scopes, samples } = cachesOf(library);
  const { mapping, fidelity, seed } = point;
  const fixed = fixedName(layer, mapping.fixed);
  const place = fixed === null ? scope : scopes.id(`${scope}${JSON.stringify(mapping.fixed[fixed])}`);
  const mappingKey = place * numbers + operation;
  const key = 2 * mappingKey + (fidelity === 'cycle' ? 1 : 0);
  const remembered = place < numbers && operation < numbers;
  const known = remembered ? outcomes.get(key) : undefined;
  if (known !== undefined) return known;

  const { dataflow, design, architecture, book } = prepared;
  const { hardware } = architecture;
  const context = simulationContext(design, layer.operation, seed, library, samples);
  const prices = {
    energyOf: (execution: Execution): number => dynamicEnergy(execution, prepared),
    priceOf: (component: string, action: string): number =>
      book.prices[book.index.get(component) ?? -1]?.energy.get(action)?.value ?? 0,
  };
  let chosen = remembered ? mappings.get(mappingKey) : undefined;
  if (chosen === undefined) {
    chosen = chooseMapping(layer, dataflow, hardware, design, context, point, prices, library);
    if (remembered) mappings.set(mappingKey, chosen);
  }
  const run = fidelity === 'cycle' ? dataflow.simulate : dataflow.estimate;
  const execution = run.call(dataflow, layer.operation, hardware, chosen.mapping, context) as Execution;
  const bound = dataflow.bound(layer.operation, hardware, context);
  const facts = { layer, dataflow, execution, bound, book };
  for (const law of laws) law.check(facts);
  const outcome = { mapping: chosen.mapping, candidates: chosen.candidates, execution, bound };
  if (remembered) outcomes.set(key, outcome);
  return outcome;
}

/** Energy of an execution's actions, in pJ, without leakage. Throws where an action that happened has no price. */
export function dynamicEnergy(execution: Execution, prepared: PreparedDesign): number {
  const { book } = prepared;
  let energy = 0;
  for (const { component, action, count } of execution.actions) {
    if (count === 0) continue;
    const place = book.index.get(component);
    if (place === undefined) throw new InvariantError('only hardware that is there acts', { component });
    const price = book.prices[place]!.energy.get(action);
    if (price === undefined || price === null) throw unpriced(place, action, book, prepared);
    energy += count * price.value;
  }
  return energy;
}

function unpriced(place: number, action: string, book: PriceBook, prepared: PreparedDesign): DiagnosticError {
  const component = book.instances[place]!;
  const query = { component, technology: prepared.architecture.technology };
  const diagnostic = missingPrice('WIN-NRG-001', `energy of '${action}'`, query, book.tables);
  return new DiagnosticError([{ ...diagnostic, message: `${component.name}: ${diagnostic.message}` }]);
}
