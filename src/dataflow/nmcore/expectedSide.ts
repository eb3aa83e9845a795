import type { PatternStatistics } from '../../tensor/patternStatistics.ts';
import { binomialLaw, groupLaw, meanOfLargest, sumLaw } from './groupLaw.ts';
import type { NmCore } from './hardware.ts';
import type { Scheme } from './scheme.ts';
import { indexBits } from './side.ts';

/** One operand as expected: what `Side` holds, for a tile that is full and for the last one, a slice that is full. */
export interface ExpectedSide {
  readonly tiles: number;
  /** Tokens or outputs of a full tile, and of the last. */
  readonly lines: number;
  readonly last: number;
  readonly beats: number;
  readonly lastBeats: number;
  /** Bits of one line and one slice. */
  readonly bits: number;
  readonly values: number;
  readonly metadata_bits: number;
}

/** Tokens. */
export function expectedActivations(
  m: number,
  k: number,
  core: Pick<NmCore, 'tile_m' | 'units_m'>,
  width: number,
  scheme: Scheme,
  facts: PatternStatistics,
): ExpectedSide {
  const { tile_m, units_m } = core;
  const { slice, serial, outer } = scheme;
  const tiles = Math.ceil(m / tile_m);
  const lines = Math.min(m, tile_m);
  const last = m - (tiles - 1) * tile_m;
  const compressed = serial || outer;
  const law = groupLaw(facts, 'cols', slice);
  const beatsOf = (tokens: number): number => {
    if (outer) return meanOfLargest(binomialLaw(tokens, facts.density), 1, (x) => Math.ceil(x / units_m));
    const rows = Math.ceil(tokens / units_m);
    if (!serial) return rows;
    return rows * meanOfLargest(law, Math.min(units_m, tokens), (x) => Math.max(1, x));
  };
  return {
    tiles,
    lines,
    last,
    beats: beatsOf(lines),
    lastBeats: beatsOf(last),
    bits: compressed ? slice * (facts.density * width + 1) : slice * width,
    values: compressed ? Math.round(facts.nnz) : m * k,
    metadata_bits: compressed ? m * k : 0,
  };
}

/** Outputs. */
export function expectedWeights(
  n: number,
  k: number,
  core: Pick<NmCore, 'tile_n' | 'units_n'>,
  width: number,
  scheme: Scheme,
  facts: PatternStatistics,
): ExpectedSide {
  const { tile_n, units_n } = core;
  const { slice, outer, serial, row_wise, lanes } = scheme;
  const slices = Math.ceil(k / slice);
  if (row_wise) {
    const own = ownLanes(k, scheme, facts);
    const perTile = tile_n * lanes;
    const tiles = Math.ceil((n * own) / perTile);
    const lines = Math.min(n, Math.floor(perTile / own));
    const last = Math.max(1, n - (tiles - 1) * lines);
    const beatsOf = (outputs: number): number => Math.ceil((outputs * own) / (units_n * lanes) - 1e-9);
    const extra = indexBits(scheme.m);
    const values = Math.round(n * own * slices);
    return {
      tiles,
      lines,
      last,
      beats: beatsOf(lines),
      lastBeats: beatsOf(last),
      bits: own * (width + extra),
      values,
      metadata_bits: values * extra,
    };
  }
  const tiles = Math.ceil(n / tile_n);
  const lines = Math.min(n, tile_n);
  const last = n - (tiles - 1) * tile_n;
  const { passes, kept, blocks } = passesOf(scheme, facts);
  const beatsOf = (outputs: number): number =>
    outer
      ? meanOfLargest(binomialLaw(outputs, facts.density), 1, (x) => Math.ceil(x / units_n))
      : Math.ceil(outputs / units_n) * passes(Math.min(units_n, outputs));
  const index = outer || serial ? slice : kept * indexBits(scheme.m) + blocks * indexBits(scheme.outer_m);
  const all = (n * k) / slice;
  return {
    tiles,
    lines,
    last,
    beats: beatsOf(lines),
    lastBeats: beatsOf(last),
    bits: kept * width + index,
    values: Math.round(all * kept),
    metadata_bits: Math.round(all * index),
  };
}

/** Passes of `count` outputs together over one slice; values and blocks that one output keeps of it. */
function passesOf(scheme: Scheme, facts: PatternStatistics) {
  const { n, m, outer_n, outer_m, slice, outer } = scheme;
  const law = groupLaw(facts, 'rows', m);
  if (outer) return { passes: () => 1, kept: facts.density, blocks: 0 };
  const needed = (x: number): number => Math.max(1, Math.ceil(x / n));
  if (outer_n > 1 || outer_m > 1) {
    const sum = blockSum(scheme, facts, law);
    const rounds = (items: number): number => Math.max(1, Math.ceil(items / outer_n));
    const each = meanOfLargest(sum, 1, rounds);
    return {
      passes: (count: number) => meanOfLargest(sum, count, rounds),
      kept: Math.min(slice, each * outer_n * n),
      blocks: each * outer_n,
    };
  }
  const groups = slice / m;
  return {
    passes: (count: number) => meanOfLargest(law, count * groups, needed),
    kept: groups * Math.min(m, meanOfLargest(law, 1, needed) * n),
    blocks: 0,
  };
}

/** Passes that the blocks of one output need in all: certain where blocks are empty or full by a fixed count. */
function blockSum({ n, m, outer_m }: Scheme, facts: PatternStatistics, law: Float64Array): Float64Array {
  const height = Math.min(facts.rows, m);
  const empty = facts.tileEmpty({ row: 0, col: 0, height, width: 1 });
  const full = outer_m * (1 - empty);
  const each = (facts.density * m) / (1 - empty);
  const whole = (x: number): boolean => Math.abs(x - Math.round(x)) < 1e-9;
  if (empty > 0 && empty < 1 && whole(full) && whole(each) && facts.group !== null) {
    const items = Math.round(full) * Math.ceil(Math.round(each) / n);
    const certain = new Float64Array(items + 1);
    certain[items] = 1;
    return certain;
  }
  return sumLaw(law, outer_m, (x) => Math.ceil(x / n));
}

/** Mean lanes of an output: the least power of two that holds the fullest of its groups. */
function ownLanes(k: number, { m }: Scheme, facts: PatternStatistics): number {
  const law = groupLaw(facts, 'rows', m);
  const powerOf = (x: number): number => {
    let lanes = 1;
    while (lanes < x) lanes *= 2;
    return Math.min(m, lanes);
  };
  return meanOfLargest(law, Math.ceil(k / m), powerOf);
}
