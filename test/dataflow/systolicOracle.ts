import type { SystolicHardware } from '../../src/dataflow/systolic/hardware.ts';
import type { SystolicMapping } from '../../src/dataflow/systolic/mapping.ts';
import type { Gemm } from '../../src/workload/operations/gemm.ts';
import { simpleMemory } from './systolicCases.ts';
import { OutputArray, StationaryArray, type StationaryPass, type Token } from './systolicOracleArray.ts';
import type { SlotLayout } from './systolicOracleSlots.ts';

/** Operand values, batch × rows × cols. */
export interface OracleData {
  a(batch: number, m: number, k: number): number;
  b(element: number, k: number, n: number): number;
}

type Operand = 'a' | 'b' | 'out';

export interface OracleResult {
  readonly cycles: number;
  readonly reasons: Record<string, number>;
  /** batch × M × N, as the final stores left it in DRAM. */
  readonly product: Float64Array;
  /** Bytes over the DRAM port. */
  readonly read: Record<Operand, number>;
  readonly written: number;
  /** Bits between scratchpads and array. */
  readonly portBits: Record<Operand, number>;
}

interface Step {
  readonly index: number;
  readonly g: number;
  readonly element: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly rows: readonly number[];
  readonly cols: readonly number[];
  readonly slots: readonly number[];
  readonly lastK: boolean;
  readonly version: Record<Operand, number>;
  readonly begins: Record<Operand, boolean>;
  readonly goesOn: boolean;
}

interface Transfer {
  readonly operand: Operand;
  readonly kind: 'load' | 'store' | 'reload';
  readonly step: Step;
  readonly duration: number;
  readonly final: boolean;
  start: number;
  end: number;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/**
 * The machine of docs/models/systolic.md, one cycle at a time, written from that page: values move through the
 * registers of the array, scratchpad places fill and empty, one DRAM port carries one transfer at a time.
 */
export function systolicOracle(
  gemm: Gemm,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  layout: SlotLayout,
  data: OracleData,
  clock_hz: number,
): OracleResult {
  const { array, scratchpad } = hardware;
  const dram = simpleMemory(hardware);
  const { rows: R, cols: C, dataflow } = array;
  const { batch, m: M, n: N, k: K, b_shared_by: sharedBy } = gemm;
  const { slots: S, ticks } = layout;
  const bits = { a: gemm.operands.a.bits, b: gemm.operands.b.bits, out: gemm.operands.out.bits };
  const tile = {
    m: Math.min(mapping.tile.m, M),
    n: Math.min(mapping.tile.n, N),
    k: Math.min(mapping.tile.k, S),
  };
  const counts = { m: Math.ceil(M / tile.m), n: Math.ceil(N / tile.n), k: Math.ceil(S / tile.k) };
  const resident = (operand: Operand) => mapping.resident.includes(operand);
  const streamed = dataflow === 'ws' ? 'm' : dataflow === 'is' ? 'n' : 'k';

  // --- Passes of a tile -------------------------------------------------------------------------------------------
  const chunk = (list: readonly number[], size: number): number[][] =>
    range(0, Math.ceil(list.length / size)).map((i) => list.slice(i * size, (i + 1) * size));
  const columnGroups = (step: Pick<Step, 'element' | 'cols'>): number[][] => {
    if (layout.mode !== 'row-wise') return chunk(step.cols, C);
    const groups: number[][] = [[]];
    let used = 0;
    for (const column of step.cols) {
      const width = layout.laneWidth[step.element]![column]!;
      if (used + width > C * layout.lanes) {
        groups.push([]);
        used = 0;
      }
      groups.at(-1)!.push(column);
      used += width;
    }
    return groups;
  };
  const singlePass =
    dataflow === 'os'
      ? tile.m <= R && tile.n <= C
      : tile.k <= R && (dataflow === 'ws' ? layout.mode !== 'row-wise' && tile.n <= C : tile.m <= C);
  const inside = [...mapping.order].slice(mapping.order.indexOf(streamed) + 1) as ('m' | 'n' | 'k')[];
  const mayGoOn = singlePass && inside.every((axis) => counts[axis] === 1);
  const adding = (() => {
    const passes = range(0, counts.k).map((i) => Math.ceil(Math.min(tile.k, S - i * tile.k) / R));
    if (dataflow === 'os') return mayGoOn ? 1 : counts.k;
    return passes.reduce((x, y) => x + y, 0);
  })();
  const outBits = adding > 1 ? array.accumulator_bits : bits.out;

  // --- Steps in program order -------------------------------------------------------------------------------------
  const steps: Step[] = [];
  for (const g of range(0, batch))
    for (const i of range(0, counts[mapping.order[0] as 'm']))
      for (const j of range(0, counts[mapping.order[1] as 'm']))
        for (const l of range(0, counts[mapping.order[2] as 'm'])) {
          const at = { [mapping.order[0]!]: i, [mapping.order[1]!]: j, [mapping.order[2]!]: l } as Record<
            'm' | 'n' | 'k',
            number
          >;
          const before = steps.at(-1);
          const element = Math.floor(g / sharedBy);
          const identity = (
            operand: Operand,
            s: { g: number; element: number; m: number; n: number; k: number },
          ) => {
            if (operand === 'a') return resident('a') ? `${s.g}` : `${s.g},${s.m},${s.k}`;
            if (operand === 'b') return resident('b') ? `${s.element}` : `${s.element},${s.n},${s.k}`;
            return resident('out') ? `${s.g}` : `${s.g},${s.m},${s.n}`;
          };
          const now = { g, element, ...at };
          const begins = Object.fromEntries(
            (['a', 'b', 'out'] as const).map((operand) => [
              operand,
              before === undefined || identity(operand, before) !== identity(operand, now),
            ]),
          ) as Step['begins'];
          const version = Object.fromEntries(
            (['a', 'b', 'out'] as const).map((operand) => [
              operand,
              (before?.version[operand] ?? -1) + (begins[operand] ? 1 : 0),
            ]),
          ) as Step['version'];
          const others = (['m', 'n', 'k'] as const).filter((axis) => axis !== streamed);
          steps.push({
            index: steps.length,
            ...now,
            rows: range(at.m * tile.m, Math.min(M, (at.m + 1) * tile.m)),
            cols: range(at.n * tile.n, Math.min(N, (at.n + 1) * tile.n)).map(
              (c) => layout.columnOrder[element]![c]!,
            ),
            slots: range(at.k * tile.k, Math.min(S, (at.k + 1) * tile.k)),
            lastK: at.k === counts.k - 1,
            version,
            begins,
            goesOn:
              mayGoOn &&
              before !== undefined &&
              before.g === g &&
              at[streamed] > 0 &&
              others.every((axis) => before[axis] === at[axis]),
          });
        }

  // --- Sizes ------------------------------------------------------------------------------------------------------
  const spanOf = (slots: readonly number[]) => new Set(slots.flatMap((slot) => layout.span(slot))).size;
  const storedBits = (
    operand: 'a' | 'b',
    element: number,
    lines: readonly number[],
    slots: readonly number[],
  ): number => {
    if (layout.sparse === operand || (operand === 'b' && layout.mode === 'row-wise')) {
      const values = lines.reduce(
        (sum, line) => sum + slots.reduce((s, slot) => s + layout.entries(element, line, slot).length, 0),
        0,
      );
      return values * (bits[operand] + layout.indexBits);
    }
    return lines.length * spanOf(slots) * bits[operand];
  };
  const cyclesOf = (sizeBits: number) =>
    Math.max(1, Math.ceil((Math.ceil(sizeBits / 8) * clock_hz) / dram.bandwidth_bytes_per_s));

  // --- DRAM program -----------------------------------------------------------------------------------------------
  const depth = scratchpad.buffers;
  const program: Transfer[] = [];
  const read: Record<Operand, number> = { a: 0, b: 0, out: 0 };
  let written = 0;
  const portBits: Record<Operand, number> = { a: 0, b: 0, out: 0 };
  const needs: number[][] = steps.map(() => []);
  const touchedA = new Set<string>();
  const touchedB = new Set<string>();
  const push = (operand: Operand, kind: Transfer['kind'], step: Step, sizeBits: number, final = true) => {
    const size = Math.ceil(sizeBits / 8);
    if (kind === 'store') written += size;
    else read[operand] += size;
    program.push({ operand, kind, step, duration: cyclesOf(sizeBits), final, start: -1, end: -1 });
    if (kind !== 'store') needs[step.index]!.push(program.length - 1);
  };
  const loads = (step: Step | undefined) => {
    if (step === undefined) return;
    const keyA = `${step.g},${step.m},${step.k}`;
    const keyB = `${step.element},${step.n},${step.k}`;
    if (resident('a') ? !touchedA.has(keyA) : step.begins.a)
      push('a', 'load', step, storedBits('a', step.g, step.rows, step.slots));
    touchedA.add(keyA);
    if (resident('b') ? !touchedB.has(keyB) : step.begins.b)
      push('b', 'load', step, storedBits('b', step.element, step.cols, step.slots));
    touchedB.add(keyB);
  };
  /** Transfer after which version v of out is stored. */
  const storedBy = new Map<number, number>();
  for (const step of steps.slice(0, depth)) loads(step);
  for (const step of steps) {
    const coming = steps[step.index + depth];
    loads(coming);
    const next = steps[step.index + 1];
    const leaves = next === undefined || next.begins.out;
    const outputs = step.rows.length * step.cols.length;
    if (resident('out') ? step.lastK : leaves) {
      push('out', 'store', step, outputs * (step.lastK ? bits.out : array.accumulator_bits), step.lastK);
      if (leaves) storedBy.set(step.version.out, program.length - 1);
    }
    if (coming?.begins.out === true) {
      const freed = storedBy.get(coming.version.out - depth);
      if (freed !== undefined) needs[coming.index]!.push(freed);
      if (!resident('out') && coming.k > 0)
        push('out', 'reload', coming, outputs0(coming) * array.accumulator_bits);
    }
  }
  function outputs0(step: Step): number {
    return step.rows.length * step.cols.length;
  }

  // --- State ------------------------------------------------------------------------------------------------------
  const memory = new Float64Array(batch * M * N);
  /** Partial sums on chip, by version of out. */
  const onChip = new Map<number, Map<string, number>>();
  const places = {
    a: new Map<number, Set<string>>(),
    b: new Map<number, Set<string>>(),
    out: new Set<number>(),
  };
  const reasons: Record<string, number> = {
    compute: 0,
    fill_drain: 0,
    bank: 0,
    dram_a: 0,
    dram_b: 0,
    dram_out: 0,
  };
  const streamedAt = steps.map(() => Number.POSITIVE_INFINITY);
  const drainedAt = steps.map(() => Number.POSITIVE_INFINITY);
  let issued = 0;
  const lastUse = (operand: Operand, version: number) =>
    steps.findLast((s) => s.version[operand] === version)!;

  const arrival = (id: number): number => {
    const transfer = program[id]!;
    if (transfer.end < 0) return Number.POSITIVE_INFINITY;
    return transfer.end + (transfer.kind === 'store' ? 0 : dram.latency_cycles);
  };

  const rate = (operand: Operand): number => {
    const bank = scratchpad.ports * scratchpad.word_bits;
    if (scratchpad.arrangement === 'shared') return scratchpad.banks * bank;
    return { a: scratchpad.a_banks, b: scratchpad.b_banks, out: scratchpad.out_banks }[operand] * bank;
  };
  const shared = scratchpad.arrangement === 'shared';

  // --- The array's program of a step: phases of cycles --------------------------------------------------------------
  const weights = dataflow === 'ws';
  const stationary = dataflow === 'os' ? null : new StationaryArray(R, C, layout, weights);
  const outputArray = dataflow === 'os' ? new OutputArray(R, C) : null;

  interface Pass {
    readonly id: number;
    readonly step: Step;
    readonly stationary: StationaryPass | null;
    readonly rows: readonly number[];
    readonly cols: readonly number[];
    readonly slots: readonly number[];
    readonly adds: boolean;
    readonly lines: readonly number[];
    remaining: number;
  }
  const passes: Pass[] = [];
  const passesOf = (step: Step): Pass[] => {
    const list: Pass[] = [];
    const add = (
      rows: readonly number[],
      cols: readonly number[],
      slots: readonly number[],
      adds: boolean,
      held: StationaryPass | null,
      lines: readonly number[],
    ) => {
      const pass = {
        id: passes.length,
        step,
        stationary: held,
        rows,
        cols,
        slots,
        adds,
        lines,
        remaining: rows.length * cols.length,
      };
      passes.push(pass);
      list.push(pass);
    };
    if (dataflow === 'os') {
      for (const rows of chunk(step.rows, R))
        for (const cols of chunk(step.cols, C))
          add(rows, cols, step.slots, step.k > 0 && !mayGoOn, null, step.slots);
      return list;
    }
    for (const slots of chunk(step.slots, R))
      for (const group of weights ? columnGroups(step) : chunk(step.rows, C)) {
        const lanes: StationaryPass['lanes'][number][] = [];
        for (const line of group) {
          if (layout.mode !== 'row-wise') {
            lanes.push({ line, entry: null });
            continue;
          }
          const width = layout.laneWidth[step.element]![line]!;
          for (const entry of range(0, width)) lanes.push({ line, entry });
        }
        while (lanes.length < C * layout.lanes) lanes.push(null);
        const held = { slots, lanes, element: step.element, batch: step.g };
        const adds = step.k > 0 || slots[0] !== step.slots[0];
        if (weights) add(step.rows, group, slots, adds, held, step.rows);
        else add(group, step.cols, slots, adds, held, step.cols);
      }
    return list;
  };

  /** Cycles that the array itself takes, and bits by scratchpad, of a phase. */
  interface Phase {
    readonly kind: 'load' | 'stream' | 'drain';
    readonly pass: Pass;
    readonly own: number;
    readonly bits: Record<Operand, number>;
    /** The port window of a drain is one cycle longer than the drain. */
    readonly extra: number;
  }
  const outputBits = (pass: Pass) => pass.rows.length * pass.cols.length * outBits * (pass.adds ? 2 : 1);
  const phasesOf = (step: Step): Phase[] => {
    const list: Phase[] = [];
    for (const pass of passesOf(step)) {
      const a = storedBits('a', step.g, pass.rows, pass.slots);
      const b = storedBits('b', step.element, pass.cols, pass.slots);
      if (dataflow === 'os') {
        list.push({ kind: 'stream', pass, own: pass.slots.length * ticks, bits: { a, b, out: 0 }, extra: 0 });
        list.push({
          kind: 'drain',
          pass,
          own: R + C - 2,
          bits: { a: 0, b: 0, out: outputBits(pass) },
          extra: 1,
        });
        continue;
      }
      if (!step.goesOn)
        list.push({
          kind: 'load',
          pass,
          own: R * ticks,
          bits: weights ? { a: 0, b, out: 0 } : { a, b: 0, out: 0 },
          extra: 0,
        });
      const out = outputBits(pass);
      list.push({
        kind: 'stream',
        pass,
        own: pass.lines.length * ticks,
        bits: weights ? { a, b: 0, out } : { a: 0, b, out },
        extra: 0,
      });
      list.push({ kind: 'drain', pass, own: R + C - 2, bits: { a: 0, b: 0, out: 0 }, extra: 0 });
    }
    return list;
  };

  // --- Results ------------------------------------------------------------------------------------------------------
  const collect = (pass: Pass, row: number, column: number, value: number, complete = true) => {
    const tileSums = onChip.get(pass.step.version.out);
    if (tileSums === undefined) throw new Error('a result without a place');
    const key = `${row},${column}`;
    tileSums.set(key, (tileSums.get(key) ?? 0) + value);
    if (complete) pass.remaining--;
  };
  const readA = (held: StationaryPass) => (line: number, k: number) => data.a(held.batch, line, k);
  const readB = (held: StationaryPass) => (line: number, k: number) => data.b(held.element, k, line);

  const clockEdge = (token: Token | null): void => {
    if (stationary !== null) {
      const out = stationary.cycle(token, (t) => passes[t.pass]!.stationary!, readA, readB);
      for (const { token: done, lane, value } of out) {
        const pass = passes[done.pass]!;
        const word = pass.stationary!.lanes[lane]!;
        if (word === null) continue;
        const row = weights ? done.line : word.line;
        const column = weights ? word.line : done.line;
        collect(pass, row, column, value, word.entry === null || word.entry === 0);
      }
      return;
    }
    const product = (r: number, c: number, at: Token): number => {
      const pass = passes[at.pass]!;
      const row = pass.rows[r];
      const column = pass.cols[c];
      if (row === undefined || column === undefined) return 0;
      const { element, g } = pass.step;
      const entries = layout.entries(
        layout.sparse === 'a' ? g : element,
        layout.sparse === 'a' ? row : column,
        at.line,
      );
      const entry = entries[at.tick];
      if (entry === undefined) return 0;
      return (
        entry.value * (layout.sparse === 'a' ? data.b(element, entry.k, column) : data.a(g, row, entry.k))
      );
    };
    const ends = (at: Token): boolean => {
      const { step } = passes[at.pass]!;
      const next = steps[step.index + 1];
      return at.line === step.slots.at(-1) && at.tick === ticks - 1 && next?.goesOn !== true;
    };
    for (const { row, column, token: at, value } of outputArray!.cycle(token, product, ends)) {
      const pass = passes[at.pass]!;
      if (pass.rows[row] !== undefined && pass.cols[column] !== undefined)
        collect(pass, pass.rows[row], pass.cols[column], value);
    }
  };

  // --- Clock --------------------------------------------------------------------------------------------------------
  let current: { step: Step; phases: Phase[]; phase: number; cycle: number; sent: number } | null = null;
  let nextStep = 0;
  let time = 0;
  const free = (operand: 'a' | 'b', version: number, now: number): boolean => {
    const held = places[operand];
    for (const old of [...held.keys()])
      if (old < version && streamedAt[lastUse(operand, old).index]! <= now) held.delete(old);
    return held.has(version) || held.size < depth;
  };

  const startTransfers = (now: number): void => {
    for (;;) {
      const head = program[issued];
      if (head === undefined) return;
      const previous = program[issued - 1];
      if (previous !== undefined && previous.end > now) return;
      const { step, operand } = head;
      if (head.kind === 'load') {
        const version = step.version[operand];
        if (!free(operand as 'a' | 'b', version, now)) return;
        // The page frees a place `buffers` versions back, in order; the set must agree.
        const places0 = places[operand as 'a' | 'b'];
        const tiles = places0.get(version) ?? new Set<string>();
        tiles.add(`${step.m},${step.n},${step.k}`);
        places0.set(version, tiles);
      } else if (head.kind === 'store') {
        if (drainedAt[step.index]! > now) return;
        const sums = onChip.get(step.version.out)!;
        for (const row of step.rows)
          for (const column of step.cols) {
            const key = `${row},${column}`;
            memory[(step.g * M + row) * N + column] = sums.get(key)!;
          }
        for (const pass of passes)
          if (pass.step === step && pass.remaining > 0) throw new Error('stored before it is done');
      } else {
        const freed = storedBy.get(step.version.out - depth);
        if (freed !== undefined && !(program[freed]!.end >= 0 && program[freed]!.end <= now)) return;
        const sums = new Map<string, number>();
        for (const row of step.rows)
          for (const column of step.cols)
            sums.set(`${row},${column}`, memory[(step.g * M + row) * N + column]!);
        onChip.set(step.version.out, sums);
      }
      head.start = now;
      head.end = now + head.duration;
      issued++;
    }
  };

  /** Array cycles of a phase that its ports let happen by the end of cycle number `cycle` (from 1). */
  const granted = (phase: Phase, cycle: number): boolean => {
    const own = phase.own + phase.extra;
    const done = (sizeBits: number, perCycle: number) => sizeBits <= perCycle * cycle;
    const { a, b, out } = phase.bits;
    if (cycle < own) return false;
    if (shared) return done(a + b + out, rate('a'));
    return done(a, rate('a')) && done(b, rate('b')) && done(out, rate('out'));
  };
  /** Whether array cycle i (from 1) may happen in cycle number `cycle` of the phase. */
  const allows = (phase: Phase, i: number, cycle: number): boolean => {
    const by = (sizeBits: number, perCycle: number) => i * sizeBits <= perCycle * cycle * phase.own;
    const { a, b, out } = phase.bits;
    if (shared) return by(a + b + out, rate('a'));
    return by(a, rate('a')) && by(b, rate('b')) && by(out, rate('out'));
  };

  const total = steps.length;
  for (;;) {
    // Boundary: the array may begin a step.
    if (current === null && nextStep < total) {
      const step = steps[nextStep]!;
      const before = steps[nextStep - 1];
      const idle = before === undefined || (step.goesOn ? streamedAt : drainedAt)[before.index]! <= time;
      startTransfers(time);
      if (idle && needs[step.index]!.every((id) => arrival(id) <= time)) {
        if (step.begins.out) {
          const alive = [...onChip.keys()].filter((v) => {
            const stored = storedBy.get(v);
            return (
              v !== step.version.out &&
              !(stored !== undefined && program[stored]!.end >= 0 && program[stored]!.end <= time)
            );
          });
          if (alive.length >= depth) throw new Error('no place for outputs');
          if (!onChip.has(step.version.out)) onChip.set(step.version.out, new Map());
        }
        for (const operand of ['a', 'b'] as const)
          if (!places[operand].has(step.version[operand])) throw new Error(`${operand} is not on chip`);
        const phases = phasesOf(step);
        for (const phase of phases)
          for (const operand of ['a', 'b', 'out'] as const) {
            // Sums that stay in the array for the next tile are not moved.
            if (phase.kind === 'drain' && steps[nextStep + 1]?.goesOn === true) continue;
            portBits[operand] += phase.bits[operand];
          }
        current = { step, phases, phase: 0, cycle: 0, sent: 0 };
        nextStep++;
      }
    }
    startTransfers(time);
    if (current === null && nextStep === total) {
      const left = program.at(-1)!;
      if (issued === program.length && left.end <= time) break;
      reasons['dram_out']!++;
      clockEdge(null);
      time++;
      continue;
    }
    if (current === null) {
      // Waiting: who is to blame for this cycle?
      const step = steps[nextStep]!;
      const wanted = needs[step.index]!;
      const last = Math.max(-1, ...wanted);
      const onPort = issued > 0 && program[issued - 1]!.end > time ? issued - 1 : -1;
      if (onPort >= 0 && onPort <= last) reasons[`dram_${program[onPort]!.operand}`]!++;
      else if (wanted.every((id) => program[id]!.end >= 0 && program[id]!.end <= time)) {
        const latest = Math.max(...wanted.map(arrival));
        const order: Operand[] = ['a', 'b', 'out'];
        const operand = order.find((o) =>
          wanted.some((id) => program[id]!.operand === o && arrival(id) === latest),
        )!;
        reasons[`dram_${operand}`]!++;
      } else reasons['fill_drain']!++;
      clockEdge(null);
      time++;
      if (time > 5_000_000) throw new Error('deadlock');
      continue;
    }

    // One cycle of the current phase.
    const phase: Phase = current.phases[current.phase]!;
    current.cycle++;
    let token: Token | null = null;
    if (phase.kind === 'load') {
      if (current.sent < phase.own && allows(phase, current.sent + 1, current.cycle)) {
        current.sent++;
        if (current.sent % ticks === 0) {
          const row = R - current.sent / ticks;
          const slot = phase.pass.slots[row];
          stationary!.load(
            phase.pass.stationary!.lanes.map((word) =>
              word === null || slot === undefined ? null : { slot, line: word.line, entry: word.entry },
            ),
          );
        }
      }
    } else if (phase.kind === 'stream') {
      if (current.sent < phase.own && allows(phase, current.sent + 1, current.cycle)) {
        const line = phase.pass.lines[Math.floor(current.sent / ticks)]!;
        token = { line, tick: current.sent % ticks, step: current.step.index, pass: phase.pass.id };
        current.sent++;
      }
    }
    if (current.cycle <= phase.own) reasons[phase.kind === 'stream' ? 'compute' : 'fill_drain']!++;
    else reasons['bank']!++;
    clockEdge(token);
    time++;

    // Phases without cycles end at once.
    while (current !== null) {
      const now: Phase = current.phases[current.phase]!;
      const ended =
        now.kind === 'drain'
          ? current.cycle >= now.own && granted(now, current.cycle + now.extra)
          : current.sent === now.own;
      if (!ended) break;
      const lastOf: boolean = current.phase >= current.phases.length - 2;
      if (now.kind === 'stream' && lastOf) {
        streamedAt[current.step.index] = time;
        const next: Step | undefined = steps[nextStep];
        if (next?.goesOn === true) {
          drainedAt[current.step.index] = time + R + C - 2;
          current = null;
          break;
        }
      }
      if (now.kind === 'drain' && current.phase === current.phases.length - 1) {
        drainedAt[current.step.index] = time;
        current = null;
        break;
      }
      current.phase++;
      current.cycle = 0;
      current.sent = 0;
    }
  }
  if (K < 1) throw new Error('empty product');
  return { cycles: time, reasons, product: memory, read, written, portBits };
}
