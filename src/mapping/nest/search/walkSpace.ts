import { TEMPORAL } from '../loopNest.ts';
import { usableWords } from '../nestLegality.ts';
import { boxWords } from '../tileBox.ts';
import type { Genome } from './genome.ts';
import { leastFactor, maySpill } from './imperfectFactors.ts';
import { levelOrders, writeOrder } from './levelOrders.ts';
import { blank, goesOn, type SearchRun } from './searchRun.ts';

/** What a walk asks of the search at each level that has been decided, innermost first; false prunes. */
export type Admit = (genome: Genome, level: number, rest: Float64Array) => boolean;

/**
 * Visits every mapping of a space whose tiles fit and whose fan-outs are there, innermost level first. A partial
 * mapping is dropped as soon as a level overflows, or `admit` says so; `visit` gets the complete ones.
 */
export function walkSpace(run: SearchRun, admit: Admit, visit: (genome: Genome) => void): void {
  const { space } = run;
  const { problem, slots } = space;
  const dims = problem.dimNames.length;
  const genome = blank(run);
  const last = slots.length - 1;
  const rest = new Float64Array(dims);
  genome.factor.set(space.fixed);
  rest.set(space.rest);
  const within = new Float64Array(dims);
  const extent = new Float64Array(dims).fill(1);

  const fits = (level: number): boolean => {
    const usable = usableWords(problem.architecture.levels[level]!);
    if (usable === null) return true;
    // An imperfect tile never holds more than there is.
    for (let d = 0; d < dims; d++) within[d] = Math.min(extent[d]!, problem.dimSizes[d]!);
    let words = 0;
    problem.tensors.forEach((tensor, t) => {
      if ((genome.keep[level]! >> t) & 1) words += boxWords(tensor, within, 0);
    });
    return words <= usable;
  };
  const finishLevel = (s: number): void => {
    const { level } = slots[s]!;
    if (!fits(level)) return;
    const looping: number[] = [];
    for (let d = 0; d < dims; d++) if (genome.factor[s * dims + d]! > 1) looping.push(d);
    for (const order of levelOrders(space, level, looping)) {
      if (!goesOn(run)) return;
      writeOrder(order, genome.order.subarray(level * dims, (level + 1) * dims));
      if (!admit(genome, level, rest)) continue;
      if (s === last) visit(genome);
      else chooseKeep(s + 1);
    }
  };
  const chooseKeep = (s: number): void => {
    const { level } = slots[s]!;
    const optional = space.mayKeep[level]! & ~space.mustKeep[level]!;
    for (let set = optional; ; set = (set - 1) & optional) {
      genome.keep[level] = space.mustKeep[level]! | set;
      choose(s, 0, 1);
      if (set === 0) return;
    }
  };
  const choose = (s: number, d: number, product: number): void => {
    if (!goesOn(run)) return;
    const slot = slots[s]!;
    if (d === dims) {
      if (slot.kind === TEMPORAL) finishLevel(s);
      else choose(s + 1, 0, 1);
      return;
    }
    const at = s * dims + d;
    const held = space.fixed[at]!;
    const left = rest[d]!;
    const before = extent[d]!;
    const spills = maySpill(space, s);
    for (let f = space.open[at] === 1 ? left : 1; f >= 1; f--) {
      if (product * f > slot.room || (s === last && f !== left)) continue;
      if (spills ? f !== leastFactor(left, f) : left % f !== 0) continue;
      genome.factor[at] = held * f;
      rest[d] = Math.ceil(left / f);
      extent[d] = before * held * f;
      choose(s, d + 1, product * f);
    }
    genome.factor[at] = held;
    rest[d] = left;
    extent[d] = before;
  };
  chooseKeep(0);
}
