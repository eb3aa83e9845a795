import { type Diagnostic, DiagnosticError } from '../../../core/diagnostic.ts';
import { SPATIAL_X, SPATIAL_Y, TEMPORAL } from '../loopNest.ts';
import { usableWords } from '../nestLegality.ts';
import type { NestProblem } from '../nestProblem.ts';
import { countSplits } from './imperfectFactors.ts';
import type { Imperfect, LevelConstraint, NestConstraints } from './nestConstraints.ts';

/** A place for factors: the temporal loops of a level, or one axis of its fan-out. */
export interface Slot {
  readonly level: number;
  readonly kind: number;
  /** Largest product of the slot's factors: the fan-out of the axis; Infinity for temporal slots. */
  readonly room: number;
}

/** All mappings that the constraints allow. */
export interface NestSpace {
  readonly problem: NestProblem;
  /** Innermost level first; within a level x, y, temporal. */
  readonly slots: readonly Slot[];
  /** `open[slot × dims + dim]`: free factors of the dim may go there. */
  readonly open: Uint8Array;
  /** Fixed factor of a slot and dim, else 1. */
  readonly fixed: Float64Array;
  /** Where the last tile of a loop may be smaller: nowhere, where loops are spread over instances, everywhere. */
  readonly imperfect: Imperfect;
  /** What the fixed factors leave of each dim. */
  readonly rest: Float64Array;
  /** Prime factors of that, ascending. */
  readonly primes: readonly (readonly number[])[];
  /** Per level: the fixed order of all dims, outermost first, or undefined. */
  readonly orders: readonly (readonly number[] | undefined)[];
  /** Per level: tensors that must be kept, and tensors that may be. */
  readonly mustKeep: readonly number[];
  readonly mayKeep: readonly number[];
  readonly minUtilization: number;
  /** Number of mappings, legal or not (an approximation above 2^53). */
  readonly size: number;
}

/** Prime factors, ascending. */
export function primeFactors(n: number): number[] {
  const found: number[] = [];
  let rest = n;
  for (let p = 2; p * p <= rest; p++)
    while (rest % p === 0) {
      found.push(p);
      rest /= p;
    }
  if (rest > 1) found.push(rest);
  return found;
}

function nearestDivisor(n: number, wanted: number): number {
  let best = 1;
  for (let f = 1; f <= n; f++) if (n % f === 0 && Math.abs(f - wanted) < Math.abs(best - wanted)) best = f;
  return best;
}

function spaceSize(space: Omit<NestSpace, 'size'>): number {
  const dims = space.problem.dimNames.length;
  let size = 1;
  space.primes.forEach((primes, d) => {
    if (space.imperfect !== 'none') {
      size *= countSplits(space, d);
      return;
    }
    let slots = 0;
    for (let s = 0; s < space.slots.length; s++) slots += space.open[s * dims + d]!;
    // Equal primes over slots: combinations with repetition.
    for (let i = 0, run = 0; i < primes.length; i++) {
      run = i > 0 && primes[i] === primes[i - 1] ? run + 1 : 1;
      size *= (slots + run - 1) / run;
    }
  });
  space.orders.forEach((order, level) => {
    if (order === undefined) for (let i = 2; i <= dims; i++) size *= i;
    for (let t = 0; t < space.problem.tensors.length; t++)
      if ((space.mayKeep[level]! >> t) & 1 && !((space.mustKeep[level]! >> t) & 1)) size *= 2;
  });
  return Math.round(size);
}

/** Builds the map space; throws WIN-MAP-301…305 naming the constraint and the nearest legal choice. */
export function buildNestSpace(problem: NestProblem, constraints: NestConstraints = {}): NestSpace {
  const { imperfect = 'none' } = constraints;
  const diagnostics: Diagnostic[] = [];
  const error = (code: string, message: string, hint: string): void => {
    diagnostics.push({ code, severity: 'error', message, hint });
  };
  const { levels, compute } = problem.architecture;
  const L = levels.length;
  const dims = problem.dimNames.length;
  const given = new Map<string, LevelConstraint>();
  for (const c of constraints.levels ?? []) {
    if (!levels.some((l) => l.name === c.level))
      error(
        'WIN-MAP-301',
        `a constraint names level ${c.level}`,
        `the levels are ${levels.map((l) => l.name).join(', ')}`,
      );
    given.set(c.level, c);
  }
  const dimOf = (name: string, where: string): number => {
    const d = problem.dimIndex.get(name);
    if (d === undefined)
      error(
        'WIN-MAP-302',
        `the constraint on ${where} names ${name}`,
        `the dims are ${problem.dimNames.join(', ')}`,
      );
    return d ?? -1;
  };
  const tensorsOf = (names: readonly string[], where: string): number => {
    let set = 0;
    for (const name of names) {
      const t = problem.tensorIndex.get(name);
      if (t === undefined)
        error(
          'WIN-MAP-303',
          `the constraint on ${where} names tensor ${name}`,
          `the tensors are ${problem.tensors.map((x) => x.name).join(', ')}`,
        );
      else set |= 1 << t;
    }
    return set;
  };
  const slots: Slot[] = [];
  for (let level = L - 1; level >= 0; level--) {
    const below = (levels[level + 1] ?? compute).instances;
    const here = levels[level]!.instances;
    const x = Math.floor(below.x / here.x);
    const y = Math.floor(below.y / here.y);
    if (x > 1) slots.push({ level, kind: SPATIAL_X, room: x });
    if (y > 1) slots.push({ level, kind: SPATIAL_Y, room: y });
    slots.push({ level, kind: TEMPORAL, room: Number.POSITIVE_INFINITY });
  }
  const open = new Uint8Array(slots.length * dims).fill(1);
  const fixed = new Float64Array(slots.length * dims).fill(1);
  const rest = problem.dimSizes.slice();
  const orders: (readonly number[] | undefined)[] = [];
  const mustKeep: number[] = [];
  const mayKeep: number[] = [];
  const all = (1 << problem.tensors.length) - 1;
  levels.forEach((level, l) => {
    const c = given.get(level.name);
    const holds =
      level.holds === undefined
        ? all
        : tensorsOf(
            level.holds.filter((name) => problem.tensorIndex.has(name)),
            level.name,
          );
    const keep = c?.keep === undefined ? undefined : tensorsOf(c.keep, level.name);
    const bypass = c?.bypass === undefined ? 0 : tensorsOf(c.bypass, level.name);
    mustKeep.push(keep ?? 0);
    mayKeep.push((keep !== undefined && c?.bypass === undefined ? keep : holds) & ~bypass);
    if (c?.order === undefined) orders.push(undefined);
    else {
      const listed = c.order.map((name) => dimOf(name, level.name));
      const outside = problem.dimNames.map((_, d) => d).filter((d) => !listed.includes(d));
      orders.push([...outside, ...listed]);
    }
    slots.forEach((slot, s) => {
      if (slot.level !== l) return;
      const allowed =
        slot.kind === SPATIAL_X ? c?.spatialX : slot.kind === SPATIAL_Y ? c?.spatialY : undefined;
      if (allowed !== undefined) {
        open.fill(0, s * dims, (s + 1) * dims);
        for (const name of allowed) {
          const d = dimOf(name, level.name);
          if (d >= 0) open[s * dims + d] = 1;
        }
      }
      if (slot.kind !== TEMPORAL) return;
      for (const [name, factor] of Object.entries(c?.factors ?? {})) {
        const d = dimOf(name, level.name);
        if (d < 0) continue;
        open[s * dims + d] = 0;
        fixed[s * dims + d] = factor;
        if (imperfect !== 'none') rest[d] = Math.ceil(rest[d]! / factor);
        else if (rest[d]! % factor !== 0) {
          const nearest = nearestDivisor(rest[d]!, factor);
          error(
            'WIN-MAP-304',
            `level ${level.name} fixes the factor of ${name} at ${factor}, which does not divide the remaining ${rest[d]}`,
            `the nearest factor that does is ${nearest}`,
          );
        } else rest[d]! /= factor;
      }
    });
    const usable = usableWords(level);
    const least = problem.tensors.filter((_, t) => (mustKeep[l]! >> t) & 1).length;
    if (usable !== null && least > usable)
      error(
        'WIN-MAP-305',
        `level ${level.name} must keep ${least} tensors, which takes ${least} words at least; it holds ${usable}`,
        `keep ${usable} tensors or fewer at ${level.name}`,
      );
  });
  mayKeep[0] = all;
  mustKeep[0] = all;
  const primes = problem.dimNames.map((_, d) => primeFactors(rest[d]!));
  primes.forEach((list, d) => {
    if (list.length > 0 && !slots.some((_, s) => open[s * dims + d] === 1))
      error(
        'WIN-MAP-304',
        `the fixed factors of ${problem.dimNames[d]} leave ${rest[d]} without a loop`,
        `multiply one of the fixed factors of ${problem.dimNames[d]} by ${rest[d]}`,
      );
  });
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  const space = {
    problem,
    slots,
    open,
    fixed,
    imperfect,
    rest,
    primes,
    orders,
    mustKeep,
    mayKeep,
    minUtilization: constraints.minUtilization ?? 0,
  };
  return { ...space, size: spaceSize(space) };
}
