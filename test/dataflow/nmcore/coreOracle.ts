/** A machine of the test: what `core` says in a file, with the shape of groups chosen. */
export interface OracleCore {
  readonly count: number;
  readonly tile_m: number;
  readonly tile_n: number;
  readonly units_m: number;
  readonly units_n: number;
  readonly step_k: number;
  readonly operand_bytes_per_cycle: number;
  readonly drain_bytes_per_cycle: number;
  readonly scheme: 'groups' | 'row-wise' | 'hierarchical' | 'paired-blocks' | 'outer-product';
  readonly lanes: number;
  readonly n: number;
  readonly m: number;
  readonly outer_n: number;
  readonly outer_m: number;
}

export interface OracleProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly bits: number;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
const chunks = <T>(list: readonly T[], size: number): T[][] =>
  range(0, Math.ceil(list.length / size)).map((i) => list.slice(i * size, (i + 1) * size));
const log2 = (choices: number): number => Math.ceil(Math.log2(choices));

/** Cores clock by clock: buffers that fill, units that multiply what they hold, accumulators that drain. */
export function runCoreOracle(core: OracleCore, product: OracleProduct) {
  const { m, n, k, a, b, bits } = product;
  const { scheme } = core;
  const out = new Float64Array(m * n);
  let multiplied = 0;
  let loaded = 0;
  const multiply = (i: number, j: number, l: number): void => {
    out[i * n + j]! += a[i * k + l]! * b[l * n + j]!;
    multiplied += 1;
  };
  const weightsOf = (j: number, from: number, to: number): number[] =>
    range(from, Math.min(k, to)).filter((l) => b[l * n + j] !== 0);
  const tokensOf = (i: number, from: number, to: number): number[] =>
    range(from, Math.min(k, to)).filter((l) => a[i * k + l] !== 0);

  const slice =
    scheme === 'groups'
      ? (core.lanes / core.n) * core.m
      : scheme === 'hierarchical'
        ? core.m * core.outer_m
        : scheme === 'outer-product'
          ? 1
          : core.m;
  const perStep = Math.max(1, Math.floor(core.step_k / slice)) * slice;

  /** Lanes that an output takes for itself: a power of two that holds its fullest group. */
  const ownLanes = range(0, n).map((j) => {
    const fullest = Math.max(
      ...range(0, Math.ceil(k / core.m)).map((g) => weightsOf(j, g * core.m, (g + 1) * core.m).length),
    );
    return [1, 2, 4, 8, 16, 32, 64].find((x) => x >= Math.min(fullest, core.m) || x >= core.m)!;
  });
  const laneCount = (j: number): number => Math.min(core.m, ownLanes[j]!);

  /** Outputs of a tile in the sets that advance together. */
  const outputTiles: number[][][] =
    scheme === 'row-wise'
      ? chunks(packed(range(0, n), laneCount, core.units_n * core.lanes), core.tile_n / core.units_n)
      : chunks(range(0, n), core.tile_n).map((tile) => chunks(tile, core.units_n));
  const tokenTiles = chunks(range(0, m), core.tile_m).map((tile) => chunks(tile, core.units_m));
  const queue = tokenTiles.flatMap((tokens) => outputTiles.map((outputs) => ({ tokens, outputs })));

  /** Bits of one step's operands as stored. */
  const loadBits = (tokens: number[][], outputs: number[][], from: number): number => {
    const to = Math.min(k, from + perStep);
    let sum = 0;
    const bitmaps = scheme === 'paired-blocks' || scheme === 'outer-product';
    for (const i of tokens.flat())
      sum += bitmaps ? tokensOf(i, from, to).length * bits + (to - from) : (to - from) * bits;
    for (const j of outputs.flat())
      for (let at = from; at < to; at += slice) {
        const end = Math.min(to, at + slice);
        if (scheme === 'outer-product') sum += weightsOf(j, at, end).length * bits + (end - at);
        else if (scheme === 'row-wise') sum += laneCount(j) * (bits + log2(core.m));
        else if (scheme === 'hierarchical') {
          const kept = Math.min(
            end - at,
            Math.max(1, Math.ceil(items(j, at, end).length / core.outer_n)) * core.outer_n * core.n,
          );
          sum += kept * bits;
        } else
          for (let g = at; g < end; g += core.m) {
            const size = Math.min(end, g + core.m) - g;
            const kept = Math.min(
              size,
              Math.max(1, Math.ceil(weightsOf(j, g, g + size).length / core.n)) * core.n,
            );
            sum += kept * bits + (scheme === 'paired-blocks' ? size : kept * log2(core.m));
          }
      }
    if (scheme === 'hierarchical')
      for (let at = from; at < to; at += slice) {
        const end = Math.min(to, at + slice);
        const kept = outputs
          .flat()
          .reduce(
            (x, j) =>
              x +
              Math.min(
                end - at,
                Math.max(1, Math.ceil(items(j, at, end).length / core.outer_n)) * core.outer_n * core.n,
              ),
            0,
          );
        sum += Math.ceil(kept * log2(core.m) + (kept / core.n) * log2(core.outer_m));
      }
    return sum;
  };
  /** Non-zeros of an output in bundles of n out of one block each. */
  const items = (j: number, from: number, to: number): number[][] =>
    range(0, core.outer_m).flatMap((block) =>
      chunks(weightsOf(j, from + block * core.m, Math.min(to, from + (block + 1) * core.m)), core.n),
    );

  /** What the units do in a step: every yield is one clock. */
  function* work(tokens: number[][], outputs: number[][], from: number): Generator<void> {
    for (let at = from; at < Math.min(k, from + perStep); at += slice) {
      const end = Math.min(k, at + slice);
      if (scheme === 'outer-product') {
        const rows = tokens.flat().filter((i) => a[i * k + at] !== 0);
        const cols = outputs.flat().filter((j) => b[at * n + j] !== 0);
        for (const left of chunks(rows, core.units_m))
          for (const right of chunks(cols, core.units_n)) {
            for (const i of left) for (const j of right) multiply(i, j, at);
            yield;
          }
        continue;
      }
      for (const together of tokens)
        for (const set of outputs) {
          if (scheme === 'paired-blocks') yield* paired(together, set, at, end);
          else {
            // Each output's bundles, those of a clock in a row.
            const todo = set.map((j) =>
              scheme === 'row-wise'
                ? [weightsOf(j, at, end)]
                : scheme === 'hierarchical'
                  ? chunks(items(j, at, end), core.outer_n).map((clock) => clock.flat())
                  : turns(
                      range(0, core.lanes / core.n).map((g) =>
                        chunks(weightsOf(j, at + g * core.m, Math.min(end, at + (g + 1) * core.m)), core.n),
                      ),
                    ),
            );
            const clocks = Math.max(1, ...todo.map((list) => list.length));
            for (let c = 0; c < clocks; c++) {
              set.forEach((j, at2) => {
                for (const l of todo[at2]![c] ?? []) for (const i of together) multiply(i, j, l);
              });
              yield;
            }
          }
        }
    }
  }
  function* paired(together: number[], set: number[], at: number, end: number): Generator<void> {
    const held = set.map((j) => chunks(weightsOf(j, at, end), core.n));
    const streams = together.map((i) => tokensOf(i, at, end));
    for (let pass = 0; pass < Math.max(1, ...held.map((h) => h.length)); pass++)
      for (let t = 0; t < Math.max(1, ...streams.map((s) => s.length)); t++) {
        together.forEach((i, x) => {
          const l = streams[x]![t];
          if (l === undefined) return;
          set.forEach((j, y) => {
            if (held[y]![pass]?.includes(l)) multiply(i, j, l);
          });
        });
        yield;
      }
  }

  interface Core {
    tile: { tokens: number[][]; outputs: number[][] };
    from: number;
    loading: number;
    units: Generator<void> | null;
    draining: number;
    phase: 'first load' | 'step' | 'drain';
  }
  const cores: (Core | null)[] = range(0, core.count).map(() => null);
  const startStep = (c: Core): void => {
    const next = c.from + perStep;
    c.units = work(c.tile.tokens, c.tile.outputs, c.from);
    c.loading = next < k ? loadBits(c.tile.tokens, c.tile.outputs, next) : 0;
    loaded += c.loading;
    c.phase = 'step';
  };
  let clock = 0;
  for (;;) {
    cores.forEach((busy, at) => {
      if (busy !== null || queue.length === 0) return;
      const tile = queue.shift()!;
      const loading = loadBits(tile.tokens, tile.outputs, 0);
      loaded += loading;
      const draining = tile.tokens.flat().length * tile.outputs.flat().length * bits;
      cores[at] = { tile, from: 0, loading, units: null, draining, phase: 'first load' };
    });
    if (cores.every((c) => c === null)) return { cycles: clock, out, multiplied, loaded };
    cores.forEach((c, at) => {
      if (c === null) return;
      // What takes no time in this clock is passed over until something does.
      for (;;) {
        if (c.phase === 'first load') {
          if (c.loading > 0) {
            c.loading -= 8 * core.operand_bytes_per_cycle;
            if (c.loading <= 0) startStep(c);
            break;
          }
          startStep(c);
        } else if (c.phase === 'step') {
          const idle = c.units === null || c.units.next().done === true;
          if (idle) c.units = null;
          const waiting = c.loading > 0;
          if (waiting) c.loading -= 8 * core.operand_bytes_per_cycle;
          if (!idle || waiting) break;
          c.from += perStep;
          if (c.from < k) startStep(c);
          else c.phase = 'drain';
        } else {
          c.draining -= 8 * core.drain_bytes_per_cycle;
          break;
        }
      }
      if (c.phase === 'drain' && c.draining <= 0) cores[at] = null;
    });
    clock += 1;
    if (clock > 1e6) throw new Error('deadlock');
  }
}

/** One list out of several, element by element. */
const turns = (lists: readonly (readonly number[][])[]): number[][] =>
  range(0, Math.max(0, ...lists.map((list) => list.length))).map((i) =>
    lists.flatMap((list) => list[i] ?? []),
  );

/** Outputs of most lanes first, each set up to the room. */
function packed(outputs: readonly number[], lanesOf: (j: number) => number, room: number): number[][] {
  const sets: number[][] = [];
  let free = 0;
  for (const j of [...outputs].sort((x, y) => lanesOf(y) - lanesOf(x))) {
    if (lanesOf(j) > free) {
      sets.push([]);
      free = room;
    }
    sets.at(-1)!.push(j);
    free -= lanesOf(j);
  }
  return sets;
}
