import type { DensityModel, TileShape } from './densityModel.ts';
import { emptyShares, expectedUnits, type FormatUnits, formatBits } from './formatOccupancy.ts';
import type { BoundRanks } from './rankBinding.ts';
import type { SparseCell } from './sparseCell.ts';
import type { PlannedFormat, SparsePlan } from './sparsePlan.ts';

/** Words and metadata bits of the fullest tile. */
export interface FullestTile {
  readonly words: number;
  readonly metadataBits: number;
}

/** What the density model says of a tile in its format. */
export interface Expectation {
  readonly expected: number;
  readonly units: FormatUnits;
  /** P(the tile is left out because it is empty). */
  readonly dropped: number;
  /** The fullest tile, once asked for. */
  fullest: FullestTile | undefined;
  /** The numbers it was asked by, and the next entry of the same hash. */
  readonly key: Float64Array;
  readonly next: Expectation | undefined;
}

/** Expectations by the numbers that they depend on: searches meet the same tiles again and again. */
export type ExpectationCache = Map<number, Expectation>;

const asked = new Float64Array(512);

function enter(n: number, tile: TileShape, byShape: boolean): number {
  asked[n] = tile.words;
  if (!byShape) return n + 1;
  const { lengths } = tile;
  for (let r = 0; r < lengths.length; r++) asked[n + 1 + r] = lengths[r]!;
  return n + 1 + lengths.length;
}

/** Expectations of a cell whose parent leaves out empty tiles (`conditional`) or does not. */
export function expectationOf(
  plan: SparsePlan,
  cell: SparseCell,
  conditional: boolean,
  cache: ExpectationCache,
): Expectation {
  const { tile, format, bound } = cell;
  const model = plan.densities[cell.tensor]!;
  const { byShape } = model;
  asked[0] = 2 * cell.tensor + (conditional ? 1 : 0);
  asked[1] = format === undefined ? 0 : format.id;
  let n = enter(2, tile, byShape);
  if (format !== undefined)
    for (let r = 0; r < bound.fibers.length; r++) {
      asked[n] = bound.fibers[r]!;
      n = enter(n + 1, bound.tiles[r]!, byShape);
    }
  let hash = n;
  for (let i = 0; i < n; i++) hash = Math.imul(hash ^ asked[i]!, 0x9e3779b1) ^ (hash >>> 15);
  const first = cache.get(hash);
  for (let e = first; e !== undefined; e = e.next) {
    const { key } = e;
    if (key.length !== n) continue;
    let i = 0;
    while (i < n && key[i] === asked[i]) i++;
    if (i === n) return e;
  }
  const found = compute(plan, model, tile, format, bound, conditional, asked.slice(0, n), first);
  cache.set(hash, found);
  return found;
}

function compute(
  plan: SparsePlan,
  model: DensityModel,
  tile: TileShape,
  format: PlannedFormat | undefined,
  bound: BoundRanks,
  conditional: boolean,
  key: Float64Array,
  next: Expectation | undefined,
): Expectation {
  const { first, probability, empty, least } = model.occupancies(tile);
  // Sparseloop takes the first occupancy with a probability for the empty tile, even where no tile can be empty.
  const dropFirst = conditional && plan.peerRules && least === 0;
  const dropped = dropFirst ? probability[0]! : conditional && !plan.peerRules ? empty : 0;
  // Sparseloop counts no metadata at a level whose outer-first format leaves inner ranks without a loop.
  const uncounted =
    plan.peerRules && format?.innerToOuter === false && bound.fibers[0] === 1 && bound.fibers.length > 1;
  const from = dropFirst || (conditional && first === 0) ? 1 : 0;
  const weights = new Float64Array(probability.length);
  let expected = 0;
  for (let i = from; i < probability.length; i++) {
    const p = probability[i]! / (1 - dropped);
    weights[i] = p;
    expected += p * (first + i);
  }
  if (format === undefined) return { expected, units: [], dropped, fullest: undefined, key, next };
  const units = uncounted
    ? new Array<number>(2 * format.ranks.length).fill(0)
    : expectedUnits(
        format.ranks,
        bound,
        emptyShares(bound, model, tile, first, probability.length),
        weights,
        from,
      );
  return { expected, units, dropped, fullest: undefined, key, next };
}

/** Words and metadata bits that the fullest tile of a cell takes. */
export function fullestTile(plan: SparsePlan, cell: SparseCell): FullestTile {
  const { tile, format, bound, expectation } = cell;
  if (expectation?.fullest !== undefined) return expectation.fullest;
  let fullest: FullestTile = { words: tile.words, metadataBits: 0 };
  if (format !== undefined) {
    const model = plan.densities[cell.tensor]!;
    const most = model.most(tile);
    const shares = emptyShares(bound, model, tile, most, 1);
    const units = expectedUnits(format.ranks, bound, shares, Float64Array.of(1), 0);
    for (let i = 0; i < units.length; i++) units[i] = Math.ceil(units[i]!);
    fullest = {
      words: format.compressed ? most : tile.words,
      metadataBits: formatBits(format.ranks, units),
    };
  }
  if (expectation !== undefined) expectation.fullest = fullest;
  return fullest;
}
