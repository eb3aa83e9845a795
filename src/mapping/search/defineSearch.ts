import type { MappingObjective, MapSpace } from '../mapSpace.ts';

/** What a search found. */
export interface Found<Mapping> {
  readonly mapping: Mapping;
  readonly cost: number;
  readonly evaluated: number;
  /** Why it stopped, for people: 'all 24 mappings evaluated'. */
  readonly stopped: string;
}

/** How a map space is searched. Deterministic; budgets are evaluations. One file per search. */
export interface Search {
  readonly name: string;
  readonly description: string;
  /** Null when the space has no legal mapping. `cost` is smaller for better; ties go to the earlier candidate. */
  run<Mapping>(
    space: MapSpace<Mapping>,
    cost: (mapping: Mapping) => number,
    options: {
      readonly objective: MappingObjective;
      readonly evaluations: number;
      readonly seed: number;
      /** `cost` of every candidate of `space.listed`, where the space knows them all. */
      readonly costs?: Float64Array;
    },
  ): Found<Mapping> | null;
}

export function defineSearch(search: Search): Search {
  return search;
}
