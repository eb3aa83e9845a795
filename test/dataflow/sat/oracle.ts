/**
 * SAT one cycle at a time, written without the model's formulas: elements pass operands on by one place a cycle, sums by
 * their latency; every unit looks each cycle whether it may begin. Values move with them, so the product comes out.
 */

export interface OracleMachine {
  readonly rows: number;
  readonly cols: number;
  readonly interleave: number;
  readonly latency: number;
  /** Bits of the memory port, weights of the reduction and update engines, a cycle. */
  readonly portBits: number;
  readonly reduction: number;
  readonly lanes: number;
}

export interface OracleStep {
  readonly tile: number;
  readonly first: boolean;
  readonly last: boolean;
  /** Rows, columns and places along the sum of this step in the whole matrices. */
  readonly m0: number;
  readonly rows: number;
  readonly n0: number;
  readonly cols: number;
  readonly k0: number;
  readonly sum: number;
  readonly loadBits: number;
  readonly pruned: number;
  readonly updated: number;
  readonly reduced: number;
  readonly storeBits: number;
}

export interface OracleProduct {
  readonly weightsStay: boolean;
  readonly n: number;
  readonly m: number;
  readonly left: (row: number, k: number) => number;
  readonly right: (k: number, col: number) => number;
  /** Kept places of a group of a column, `n` of them; −1 where the last group has fewer. */
  readonly kept: (group: number, col: number) => readonly number[];
  readonly outRows: number;
  readonly outCols: number;
}

interface Progress {
  loaded: boolean;
  prunedLeft: number;
  ready: boolean;
  shiftLeft: number;
  shifted: boolean;
  started: number;
  /** Cycle from which the inputs are free, and from which the sums are there. */
  released: number;
  summed: number;
  drainLeft: number;
  drained: boolean;
  updateLeft: number;
  reduceLeft: number;
  finished: boolean;
  stored: boolean;
}

/** Runs the steps; answers the cycle at which all has ended, and the outputs. */
export function runOracle(
  machine: OracleMachine,
  steps: readonly OracleStep[],
  product: OracleProduct,
): { readonly cycles: number; readonly out: Float64Array; readonly busy: number } {
  const { rows: R, cols: C, interleave, latency } = machine;
  const period = Math.max(interleave, latency);
  const out = new Float64Array(product.outRows * product.outCols);
  const state: Progress[] = steps.map((step) => ({
    loaded: step.loadBits === 0,
    prunedLeft: step.pruned,
    ready: false,
    shiftLeft: 0,
    shifted: false,
    started: -1,
    released: Number.POSITIVE_INFINITY,
    summed: Number.POSITIVE_INFINITY,
    drainLeft: product.weightsStay ? 0 : step.rows,
    drained: false,
    updateLeft: step.updated,
    reduceLeft: step.reduced,
    finished: false,
    stored: false,
  }));
  const groupsOf = (step: OracleStep): number => Math.ceil(step.sum / product.m);
  const rowsUsed = (step: OracleStep): number =>
    product.weightsStay ? groupsOf(step) : Math.ceil(step.rows / interleave);
  steps.forEach((step, u) => {
    state[u]!.shiftLeft = product.weightsStay ? rowsUsed(step) * product.n : 0;
  });
  const lengthOf = (step: OracleStep): number =>
    (product.weightsStay ? Math.ceil(step.rows / interleave) : groupsOf(step)) * product.n * period;
  /** Last step of a tile. */
  const lastOf = new Map(steps.flatMap((step, u) => (step.last ? [[step.tile, u] as const] : [])));
  const tileDone = (tile: number, of: (p: Progress) => boolean): boolean => {
    const u = lastOf.get(tile);
    return u === undefined || of(state[u]!);
  };

  // The port's program: two steps are read ahead, then a read and the write of two steps before take turns.
  const port: { readonly kind: 'load' | 'store'; readonly u: number }[] = [];
  for (let u = 0; u < steps.length + 2; u++) {
    if (u < steps.length) port.push({ kind: 'load', u });
    if (u >= 2 && steps[u - 2]!.last) port.push({ kind: 'store', u: u - 2 });
  }
  let portAt = 0;
  let portLeft = -1;
  let pruneAt = 0;
  let shiftAt = 0;
  let arrayAt = 0;
  let arrayFree = 0;
  let drainAt = 0;
  let updateAt = 0;
  let reduceAt = 0;
  let busy = 0;

  // Elements: when each began its part of each step, its sums in flight.
  const sums = [0, 1].map(() => new Float64Array(R * interleave * C));
  const sumReady = [0, 1].map(() => new Int32Array(R * interleave * C).fill(-1));
  const sumTile = [0, 1].map(() => new Int32Array(R * interleave * C).fill(-1));
  const begun = steps.map((step) => new Int32Array(rowsUsed(step) * step.cols).fill(-1));
  const forming = new Map<string, { value: number; at: number }>();
  /** Sums that an element has finished, and when the one below may use them. */
  const passing = new Map<string, { value: number; at: number }>();
  const active = new Set<number>();

  const element = (u: number, r: number, c: number, cycle: number): boolean => {
    const step = steps[u]!;
    const mine = begun[u]!;
    const place = r * step.cols + c;
    if (mine[place]! < 0) {
      const beside = c === 0 ? null : mine[place - 1]!;
      if (beside !== null && (beside < 0 || beside >= cycle)) return false;
      if (r > 0) {
        const above = mine[place - step.cols]!;
        if (product.weightsStay) {
          const sum = passing.get(`${u},${r - 1},${c},0`);
          if (sum === undefined || sum.at > cycle) return false;
        } else if (above < 0 || above >= cycle) return false;
      }
      if (r === 0 && c === 0 && state[u]!.started < 0) return false;
      mine[place] = cycle;
    }
    const t = cycle - mine[place]!;
    if (t >= lengthOf(step)) return true;
    const turn = t % period;
    const slot = Math.floor(t / period);
    if (turn >= interleave) return t === lengthOf(step) - 1;
    if (product.weightsStay) {
      const row = Math.floor(slot / product.n) * interleave + turn;
      if (row >= step.rows) return t === lengthOf(step) - 1;
      const within = slot % product.n;
      const group = r;
      const key = `${u},${r},${c},${row}`;
      let sum = forming.get(key);
      if (sum === undefined) {
        const from = r === 0 ? { value: 0, at: 0 } : passing.get(`${u},${r - 1},${c},${row}`);
        if (from === undefined || from.at > cycle) throw new Error('a sum comes too late');
        sum = { value: from.value, at: cycle };
      }
      if (sum.at > cycle) throw new Error('an addition is not done');
      if (group < groupsOf(step)) sum.value += term(step, group, within, step.m0 + row, c);
      sum.at = cycle + latency;
      forming.set(key, sum);
      if (within === product.n - 1) passing.set(key, sum);
      if (within === product.n - 1 && r === rowsUsed(step) - 1)
        out[(step.m0 + row) * product.outCols + step.n0 + c]! += sum.value;
    } else {
      const row = r * interleave + turn;
      if (row >= step.rows) return t === lengthOf(step) - 1;
      const set = step.tile % 2;
      const at = row * C + c;
      if (sumTile[set]![at] !== step.tile) {
        if (!step.first || slot !== 0) throw new Error('a sum begins late');
        if (!tileDone(step.tile - 2, (p) => p.drained)) throw new Error('a sum is overwritten');
        sumTile[set]![at] = step.tile;
        sums[set]![at] = 0;
        sumReady[set]![at] = cycle;
      }
      if (sumReady[set]![at]! > cycle) throw new Error('an addition is not done');
      const group = Math.floor(slot / product.n);
      sums[set]![at]! += term(step, group, slot % product.n, step.m0 + row, c);
      sumReady[set]![at] = cycle + latency;
    }
    return t === lengthOf(step) - 1;
  };
  const term = (step: OracleStep, group: number, place: number, row: number, c: number): number => {
    const k = product.kept(step.k0 / product.m + group, step.n0 + c)[place] ?? -1;
    return k < 0 ? 0 : product.left(row, k) * product.right(k, step.n0 + c);
  };

  for (let cycle = 0; cycle < 2_000_000; cycle++) {
    // Units that end with this cycle's edge are seen by the others in the same cycle: port, reduction, shift, array first.
    for (let again = true; again; ) {
      again = false;
      if (portLeft === 0) {
        const { kind, u } = port[portAt]!;
        if (kind === 'load') state[u]!.loaded = true;
        else state[u]!.stored = true;
        portAt++;
        portLeft = -1;
        again = true;
      }
      while (portLeft < 0 && portAt < port.length) {
        const { kind, u } = port[portAt]!;
        const bits = kind === 'load' ? steps[u]!.loadBits : steps[u]!.storeBits;
        if (kind === 'load' && bits === 0) {
          portAt++;
          continue;
        }
        if (kind === 'load' ? u >= 2 && state[u - 2]!.released > cycle : !state[u]!.finished) break;
        if (bits === 0) {
          state[u]!.stored = true;
          portAt++;
          again = true;
          continue;
        }
        portLeft = Math.ceil(bits / machine.portBits);
      }
      const p = state[pruneAt];
      if (p?.loaded && p.prunedLeft <= 0) {
        p.ready = true;
        pruneAt++;
        again = true;
      }
      const s = state[shiftAt];
      if (s?.ready && s.shiftLeft === 0) {
        s.shifted = true;
        shiftAt++;
        again = true;
      }
      if (arrayAt < steps.length && cycle >= arrayFree && state[arrayAt]!.shifted) {
        const { tile, first, last: _ } = steps[arrayAt]!;
        const room = !first || tileDone(tile - 2, (x) => (product.weightsStay ? x.stored : x.drained));
        if (room) {
          state[arrayAt]!.started = cycle;
          arrayFree = cycle + lengthOf(steps[arrayAt]!);
          busy += lengthOf(steps[arrayAt]!);
          active.add(arrayAt);
          arrayAt++;
          again = true;
        }
      }
      while (drainAt < steps.length) {
        const d = state[drainAt]!;
        if (!steps[drainAt]!.last) {
          drainAt++;
          continue;
        }
        if (d.summed <= cycle && d.drainLeft === 0) {
          d.drained = true;
          drainAt++;
          again = true;
        } else break;
      }
      while (updateAt < drainAt && (!steps[updateAt]!.last || state[updateAt]!.updateLeft <= 0)) updateAt++;
      while (reduceAt < updateAt && (!steps[reduceAt]!.last || state[reduceAt]!.reduceLeft <= 0)) {
        if (steps[reduceAt]!.last && !state[reduceAt]!.finished) {
          state[reduceAt]!.finished = true;
          again = true;
        }
        reduceAt++;
      }
    }
    if (
      portAt === port.length &&
      portLeft < 0 &&
      state.every((s, u) => s.summed <= cycle && (!steps[u]!.last || s.stored))
    )
      return { cycles: cycle, out, busy };

    // One cycle of work.
    if (portLeft > 0) portLeft--;
    const p = state[pruneAt];
    if (p?.loaded) p.prunedLeft -= machine.reduction;
    const s = state[shiftAt];
    if (s?.ready && (shiftAt < 2 || state[shiftAt - 2]!.released <= cycle)) s.shiftLeft--;
    for (const u of active) {
      const step = steps[u]!;
      let ended = false;
      for (let r = 0; r < rowsUsed(step); r++)
        for (let c = 0; c < step.cols; c++) {
          const last = element(u, r, c, cycle);
          if (last && r === rowsUsed(step) - 1 && c === step.cols - 1) ended = true;
        }
      if (ended) {
        state[u]!.released = cycle + 1;
        state[u]!.summed = cycle + 1 + latency;
        active.delete(u);
      }
    }
    const d = state[drainAt];
    if (d !== undefined && d.summed <= cycle && d.drainLeft > 0) {
      const step = steps[drainAt]!;
      if (tileDone(step.tile - 2, (x) => x.stored)) {
        const row = step.rows - d.drainLeft;
        for (let c = 0; c < step.cols; c++)
          out[(step.m0 + row) * product.outCols + step.n0 + c] = sums[step.tile % 2]![row * C + c]!;
        d.drainLeft--;
      }
    }
    if (updateAt < drainAt) state[updateAt]!.updateLeft -= machine.lanes;
    if (reduceAt < updateAt) state[reduceAt]!.reduceLeft -= machine.reduction;
  }
  throw new Error('the machine does not come to an end');
}
