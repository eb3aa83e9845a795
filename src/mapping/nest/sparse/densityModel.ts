/** A tile as density models see it: its words, and its lengths per rank for models that know coordinates (else none). */
export interface TileShape {
  readonly words: number;
  readonly lengths: readonly number[];
}

/** Probabilities of the occupancies `first … first + probability.length − 1` of a tile. */
export interface Occupancies {
  readonly first: number;
  readonly probability: Float64Array;
  /** P(no non-zero). */
  readonly empty: number;
  /** Lower bound of the occupancy that the peer's model states: 0 except for structured tensors. */
  readonly least: number;
}

/** The non-zeros of one tensor, asked per tile. Implementations are plain closures over their parameters. */
export interface DensityModel {
  /** Non-zeros of a single word: the tensor's overall density. */
  readonly density: number;
  /** Tiles of as many words may differ: the model looks at their lengths. */
  readonly byShape: boolean;
  empty(tile: TileShape): number;
  occupancies(tile: TileShape): Occupancies;
  most(tile: TileShape): number;
  /** P(`part` of `tile` is empty | `tile` holds `occupancy` non-zeros). */
  emptyGiven(part: TileShape, tile: TileShape, occupancy: number): number;
  /** The same for `count` occupancies from `first` on, where that is cheaper than one by one. */
  emptyGivenEach?(part: TileShape, tile: TileShape, first: number, count: number): Float64Array;
  /** Most parts of a tile that are not empty at once (what a fan-out must provide). */
  mostParts(tile: TileShape, part: TileShape): number;
}
