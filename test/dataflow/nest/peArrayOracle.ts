import type { LevelAccesses } from '../../../src/dataflow/levelAccesses.ts';
import { asGemm } from '../../../src/workload/asGemm.ts';
import { convolutionOutput } from '../../../src/workload/convolutionOutput.ts';
import type { Operation } from '../../../src/workload/operation.ts';

type OneLoop = {
  readonly dim: string;
  readonly factor: number;
  readonly spatial: boolean;
  readonly level: number;
};

/** What the slow machine did. */
export interface OracleRun {
  readonly cycles: number;
  readonly slots: number;
  readonly product: Float64Array;
}

/**
 * The same machine one product and one cycle at a time: walks the nest, gives each product to its element's queue, and
 * lets the elements work cycle by cycle until all queues of the step are empty. Values are dense, zeros among them.
 */
export function runOracle(
  operation: Operation,
  levels: readonly LevelAccesses[],
  lanes: number,
  a: Float64Array,
  b: Float64Array,
  seesA: boolean,
  seesB: boolean,
): OracleRun {
  const { batch, m, n, k, b_shared_by } = asGemm(operation)!;
  const first = levels.findIndex(({ instances }) => instances > 1);
  const boundary = first < 0 ? levels.length : first;
  const loops: OneLoop[] = levels.flatMap((level, l) => [
    ...level.temporal.map(([dim, factor]) => ({ dim, factor, spatial: false, level: l })),
    ...level.spatial_y.map(([dim, factor]) => ({ dim, factor, spatial: true, level: l })),
    ...level.spatial_x.map(([dim, factor]) => ({ dim, factor, spatial: true, level: l })),
  ]);
  // Digits of every product: its step, its element, its place inside.
  const product = new Float64Array(batch * m * n);
  const queues = new Map<string, Map<string, number>>();
  // With nothing to leave out the lanes go through the inner loops in step: a step of theirs is a cycle, full or not.
  const inStep = !seesA && !seesB;
  const innerSteps = new Map<string, Map<string, Set<string>>>();
  const digits = new Array<number>(loops.length).fill(0);
  const out = operation.kind === 'conv2d' ? convolutionOutput(operation) : null;
  const extents: Record<string, number> =
    operation.kind === 'conv2d'
      ? {
          G: operation.groups,
          N: operation.batch,
          P: out!.out_height,
          Q: out!.out_width,
          K: operation.filters / operation.groups,
          R: operation.kernel_height,
          S: operation.kernel_width,
          C: operation.channels / operation.groups,
        }
      : { B: batch / b_shared_by, H: b_shared_by, M: m, N: n, K: k };
  for (;;) {
    const at: Record<string, number> = {};
    loops.forEach(({ dim, factor }, i) => {
      at[dim] = (at[dim] ?? 0) * factor + digits[i]!;
    });
    const of = (dim: string): number => at[dim] ?? 0;
    const next = (): boolean => {
      let i = loops.length - 1;
      for (; i >= 0; i--) {
        digits[i] = digits[i]! + 1;
        if (digits[i]! < loops[i]!.factor) break;
        digits[i] = 0;
      }
      return i >= 0;
    };
    // Imperfect factors reach beyond the operation.
    if (Object.entries(extents).some(([dim, extent]) => of(dim) >= extent)) {
      if (next()) continue;
      break;
    }
    const [element, row, column, depth] =
      operation.kind === 'conv2d'
        ? [
            of('G'),
            (of('N') * out!.out_height + of('P')) * out!.out_width + of('Q'),
            of('K'),
            (of('R') * operation.kernel_width + of('S')) * (operation.channels / operation.groups) + of('C'),
          ]
        : [of('B') * b_shared_by + of('H'), of('M'), of('N'), of('K')];
    const left = a[(element * m + row) * k + depth]!;
    const right = b[(Math.floor(element / b_shared_by) * k + depth) * n + column]!;
    product[(element * m + row) * n + column]! += left * right;
    const outer = loops.map((loop, i) => ({ ...loop, digit: digits[i]! })).filter((x) => x.level < boundary);
    const step = outer
      .filter((x) => !x.spatial)
      .map((x) => x.digit)
      .join();
    const place = outer
      .filter((x) => x.spatial)
      .map((x) => x.digit)
      .join();
    let queue = queues.get(step);
    if (queue === undefined) {
      queue = new Map();
      queues.set(step, queue);
    }
    const takes = !(seesA && left === 0) && !(seesB && right === 0);
    queue.set(place, (queue.get(place) ?? 0) + (takes ? 1 : 0));
    const inner = loops.map((loop, i) => (loop.level >= boundary && !loop.spatial ? digits[i]! : '')).join();
    const ofStep = innerSteps.get(step) ?? new Map<string, Set<string>>();
    innerSteps.set(step, ofStep);
    ofStep.set(place, (ofStep.get(place) ?? new Set()).add(inner));
    if (!next()) break;
  }
  let cycles = 0;
  let slots = 0;
  for (const [step, queue] of queues) {
    const waiting = [...queue.values()];
    if (inStep) {
      cycles += Math.max(...[...innerSteps.get(step)!.values()].map((steps) => steps.size));
      for (const products of waiting) slots += products;
      continue;
    }
    // Tiles without work still take the cycle that hands them over.
    do {
      cycles += 1;
      for (let e = 0; e < waiting.length; e++) {
        const done = Math.min(lanes, waiting[e]!);
        waiting[e]! -= done;
        slots += done;
      }
    } while (waiting.some((left) => left > 0));
  }
  return { cycles, slots, product };
}
