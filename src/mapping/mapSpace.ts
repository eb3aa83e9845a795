/** The mappings a dataflow may choose from for one operation on one piece of hardware. Mappings are plain data. */
export interface MapSpace<Mapping> {
  /** Number of mappings, legal or not (may exceed 2^53: then it is an approximation). */
  readonly size: number;
  /** All legal mappings, in a fixed order. Lazy: search stops when it wants. */
  candidates(): Iterable<Mapping>;
  /**
   * Cheap cost of a mapping for search, in the unit of the objective; what the full `estimate` would say, or a lower
   * bound on it. Without it the search calls `estimate`.
   */
  cost?(mapping: Mapping, objective: MappingObjective): number;
  /**
   * The same candidates by number, with what `cost` says of each of them: a search that looks at all of them makes only
   * the one that it takes.
   */
  readonly listed?: {
    readonly count: number;
    at(index: number): Mapping;
    costs(objective: MappingObjective): Float64Array;
  };
  /**
   * Spaces too large to list search themselves, by the method of that name ('auto': the one that suits the space).
   * Throws a DiagnosticError that says why where no mapping that was met is legal.
   */
  search?(request: MapSearchRequest): { readonly mapping: Mapping; readonly evaluated: number };
  /** Why no mapping is legal, and the nearest one that would be, when `candidates` is empty. */
  readonly infeasible?: string;
}

export type MappingObjective = 'cycles' | 'energy' | 'edp';

/** What a space that searches itself is asked for. The same request gives the same mapping. */
export interface MapSearchRequest {
  readonly method: string;
  readonly objective: MappingObjective;
  /** Budget; the space's own when absent. */
  readonly evaluations?: number;
  readonly seed: number;
  /** Energy of one action of a component, in pJ; 0 where no table knows it. */
  priceOf(component: string, action: string): number;
}
