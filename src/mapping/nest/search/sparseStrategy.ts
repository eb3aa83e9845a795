import type { RandomStream } from '../../../core/random.ts';
import type { NestProblem } from '../nestProblem.ts';
import type { DensitySpec } from '../sparse/densitySpec.ts';
import type {
  ComputeActions,
  RankFormat,
  SparseSpec,
  StorageAction,
  TensorFormat,
} from '../sparse/sparseSpec.ts';

/** What a sparse design lets its compiler choose. */
export interface SparseChoices {
  /** Formats of the innermost rank; outer ranks are offsets (UOP). Storing words as they are is always allowed. */
  readonly formats: readonly RankFormat[];
  /** Bits of an offset of the outer ranks. */
  readonly offsetBits: number;
  /** Levels that can leave out accesses of one input where another is zero, and how. */
  readonly actions: readonly { readonly level: string; readonly kinds: readonly ('gate' | 'skip')[] }[];
  readonly compute: ComputeActions;
}

/**
 * One choice: per sparse tensor its format (0: none, else 1 + index) and the innermost level that stores it so; per
 * action level and input 0 (none) or 1 + index of its kind.
 */
export interface SparseStrategy {
  readonly format: Int8Array;
  readonly depth: Int8Array;
  readonly action: Int8Array;
}

/** The strategies of a problem: which tensors are sparse, which inputs may be left out. */
export interface StrategySpace {
  readonly problem: NestProblem;
  readonly choices: SparseChoices;
  readonly sparse: readonly number[];
  readonly inputs: readonly number[];
  readonly size: number;
}

export function buildStrategySpace(
  problem: NestProblem,
  densities: Readonly<Record<string, DensitySpec>>,
  choices: SparseChoices,
): StrategySpace {
  const sparse: number[] = [];
  const inputs: number[] = [];
  problem.tensors.forEach((tensor, t) => {
    if (densities[tensor.name] !== undefined) sparse.push(t);
    if (!tensor.isOutput) inputs.push(t);
  });
  let size = 1;
  for (let i = 0; i < sparse.length; i++) size *= 1 + choices.formats.length * problem.levelCount;
  for (const a of choices.actions) for (let i = 0; i < inputs.length; i++) size *= 1 + a.kinds.length;
  return { problem, choices, sparse, inputs, size };
}

/** Every sparse tensor in one format (−1: as it is) down to the innermost level, one kind of action everywhere (−1: none). */
export function uniformStrategy(space: StrategySpace, format: number, kind: number): SparseStrategy {
  const actions = space.choices.actions.length * space.inputs.length;
  const strategy: SparseStrategy = {
    format: new Int8Array(space.sparse.length).fill(format + 1),
    depth: new Int8Array(space.sparse.length).fill(space.problem.levelCount - 1),
    action: new Int8Array(actions),
  };
  space.choices.actions.forEach((a, i) => {
    for (let j = 0; j < space.inputs.length; j++)
      strategy.action[i * space.inputs.length + j] = kind < 0 ? 0 : Math.min(kind, a.kinds.length - 1) + 1;
  });
  return strategy;
}

export const strategyKey = (s: SparseStrategy): string =>
  `${s.format.join()} ${s.depth.join()} ${s.action.join()}`;

export function copyStrategy(from: SparseStrategy, to: SparseStrategy): void {
  to.format.set(from.format);
  to.depth.set(from.depth);
  to.action.set(from.action);
}

/** Changes one choice. */
export function mutateStrategy(space: StrategySpace, s: SparseStrategy, random: RandomStream): void {
  const kind = random.below(3);
  if (kind === 0 && s.format.length > 0) {
    s.format[random.below(s.format.length)] = random.below(1 + space.choices.formats.length);
    return;
  }
  if (kind === 1 && s.depth.length > 0) {
    s.depth[random.below(s.depth.length)] = random.below(space.problem.levelCount);
    return;
  }
  if (s.action.length === 0) return;
  const i = random.below(s.action.length);
  s.action[i] = random.below(1 + space.choices.actions[Math.floor(i / space.inputs.length)]!.kinds.length);
}

/**
 * The sparse features of a strategy for the tensors that `keep` says each level holds. A tile's own loops join in one
 * rank, so a level needs one rank more than the next inner one that keeps the tensor. Skipping needs to know where the
 * leader is zero: it is dropped where no leader is stored with metadata.
 */
export function strategySpec(space: StrategySpace, s: SparseStrategy, keep: Int32Array): SparseSpec {
  const { problem, choices } = space;
  const { levels } = problem.architecture;
  const formats: TensorFormat[] = [];
  const formatted = new Set<number>();
  space.sparse.forEach((t, i) => {
    if (s.format[i] === 0) return;
    const inner = choices.formats[s.format[i]! - 1]!;
    const flatten = problem.dimNames.filter((_, d) => problem.tensors[t]!.relevant[d] === 1);
    let ranks = 2;
    for (let l = levels.length - 1; l >= 0; l--) {
      if (((keep[l]! >> t) & 1) === 0 || l > s.depth[i]!) continue;
      formats.push({
        level: levels[l]!.name,
        tensor: problem.tensors[t]!.name,
        order: 'inner-to-outer',
        ranks: [
          ...Array.from(
            { length: ranks - 1 },
            (): RankFormat => ({ format: 'UOP', payloadBits: choices.offsetBits, flatten }),
          ),
          { ...inner, flatten },
        ],
      });
      formatted.add(t);
      ranks += 1;
    }
  });
  const actions: StorageAction[] = [];
  choices.actions.forEach((a, i) => {
    space.inputs.forEach((target, j) => {
      const kind = a.kinds[s.action[i * space.inputs.length + j]! - 1];
      if (kind === undefined) return;
      const on = space.inputs.filter(
        (t) => t !== target && space.sparse.includes(t) && (kind === 'gate' || formatted.has(t)),
      );
      if (on.length > 0)
        actions.push({
          level: a.level,
          kind,
          target: problem.tensors[target]!.name,
          on: on.map((t) => problem.tensors[t]!.name),
        });
    });
  });
  return { formats, actions, compute: choices.compute };
}
