import type { ActionCount } from '../../arch/defineComponent.ts';
import { boundedCache } from '../../core/boundedCache.ts';
import type { MacCounts, Traffic } from '../execution.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { actionsOf } from './actions.ts';
import { type ArrayCounts, arrayCounts } from './arrayCounts.ts';
import { checkMapping } from './checkMapping.ts';
import { type ClosedTerms, closedTerms } from './closedTerms.ts';
import { elementShape } from './components.ts';
import { macCounts } from './macCounts.ts';
import { mappingKey, type SystolicMapping } from './mapping.ts';
import { type Problem, problemOf } from './problem.ts';
import type { Study } from './study.ts';
import { type Tiling, tilingOf } from './tiling.ts';
import { type DramTraffic, dramTraffic, trafficOf } from './traffic.ts';

/** A mapped product but for its time: exact counts of work and traffic, the same for both fidelities and any DRAM. */
export interface MappedWork {
  readonly problem: Problem;
  readonly tiling: Tiling;
  readonly array: ArrayCounts;
  readonly dram: DramTraffic;
  readonly closed: ClosedTerms;
  readonly macs: MacCounts;
  readonly traffic: readonly Traffic[];
  readonly actions: readonly ActionCount[];
  /** Multipliers, and products that take a slot of one. */
  readonly multipliers: number;
  readonly executed: number;
}

/** Some 5 KB each. */
const known = boundedCache<string, MappedWork>(4096);

/** Throws WIN-SYS-001 where the mapping does not fit. `context` null for expectations. */
export function mappedWork(
  study: Study,
  mapping: SystolicMapping,
  context: SimulationContext | null,
): MappedWork {
  const sample = study.sampledCounts ? context : null;
  if (sample !== null) return workOf(study, mapping, sample);
  const key = `${study.id}:${mappingKey(mapping)}`;
  let work = known.get(key);
  if (work === undefined) {
    work = workOf(study, mapping, null);
    known.set(key, work);
  }
  return work;
}

function workOf(study: Study, mapping: SystolicMapping, sample: SimulationContext | null): MappedWork {
  const { operation, chip } = study;
  const { rows, cols, zero_gating } = chip.array;
  const problem =
    sample !== null && study.sampledColumns ? problemOf(operation, chip, sample) : study.problem;
  const tiling = tilingOf(problem, chip, mapping);
  checkMapping(problem, chip, mapping, tiling);
  const array = arrayCounts(problem, chip, tiling);
  const dram = dramTraffic(problem, mapping, tiling);
  const macs = macCounts(operation, problem, zero_gating, sample);
  const traffic = trafficOf(problem, chip, tiling, dram, array);
  return {
    problem,
    tiling,
    array,
    dram,
    closed: closedTerms(problem, chip, tiling, array, dram),
    macs,
    traffic,
    actions: actionsOf(problem, chip, macs, traffic, array),
    multipliers: rows * cols * elementShape(chip).lanes,
    executed: macs.effectual + macs.gated + macs.padded,
  };
}
