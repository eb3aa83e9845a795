import { bitsFor } from '../../tensor/bitsFor.ts';
import { operandShape } from '../../tensor/operandShape.ts';
import type { PatternSpec } from '../../tensor/patternSpec.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SatHardware } from './hardware.ts';
import { type ImageReads, imageReads } from './imageReads.ts';

/** n of m kept along the sum; 1 of 1 where dense. `bits` of an index. */
export interface Group {
  readonly n: number;
  readonly m: number;
  readonly bits: number;
}

/** Weights that are updated when their gradient is there. */
export interface UpdateWork {
  /** Groups by which they are pruned again, for the passes to come. */
  readonly reductions: readonly Group[];
  /** Whether a pass reads them dense, in the width of an operand. */
  readonly dense_copy: boolean;
}

/** A product as the array sees it: the left operand streams, the right one may be n:m along k. */
export interface StageProblem {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly group: Group;
  /** Which operand is on the right: a where only its pattern can be skipped (the product is run transposed). */
  readonly right: 'a' | 'b';
  readonly left_bits: number;
  readonly right_bits: number;
  readonly out_bits: number;
  /** Where an image stands in for repeated rows of a matrix: its windows are rows of the left operand, its columns, or outputs. */
  readonly image: (ImageReads & { readonly at: 'left-rows' | 'left-sum' | 'out' }) | null;
  /** Outputs that leave of one batch element: fewer than m · n where windows overlap. */
  readonly stored: number;
  readonly update: UpdateWork | null;
}

const single: Group = { n: 1, m: 1, bits: 0 };

/** The n:m structure of an operand along k, where elements can select from its groups. */
function groupOf(
  spec: PatternSpec,
  operand: 'a' | 'b',
  size: { m: number; n: number; k: number },
  most: number,
): Group {
  const { group } = resolvePattern(spec).statistics(operandShape(operand, size));
  const along = operand === 'b' ? 'rows' : 'cols';
  if (group === null || group.along !== along || group.m > most || group.n >= group.m) return single;
  return { n: group.n, m: group.m, bits: bitsFor(group.m) };
}

/** Null where the operation is no matrix product. */
export function stageProblem(operation: Operation, { array }: SatHardware): StageProblem | null {
  const view = asGemm(operation);
  if (view === null) return null;
  const { batch, m, n, k } = view;
  const { a, b, out } = operation.operands;
  const ofB = groupOf(b.sparsity, 'b', view, array.group);
  const ofA = ofB.m > 1 ? single : groupOf(a.sparsity, 'a', view, array.group);
  const turned = ofA.m > 1;
  const image = imageOf(operation);
  const updates = image?.at === 'left-sum' || (operation.kind === 'gemm' && operation.weights === 'out');
  return {
    batch,
    m: turned ? n : m,
    n: turned ? m : n,
    k,
    group: turned ? ofA : ofB,
    right: turned ? 'a' : 'b',
    left_bits: turned ? b.bits : a.bits,
    right_bits: turned ? a.bits : b.bits,
    out_bits: out.bits,
    // An image on the left of a transposed product is on its right: its im2col is read.
    image: turned && image?.at !== 'out' ? null : image,
    stored: image?.at === 'out' ? Math.min(m * n, Math.ceil((image.pixels(m) * n) / image.taps)) : m * n,
    update: updates ? updateWork(operation, array.group) : null,
  };
}

/** The image of a convolution, and which part of the product stands on it. */
function imageOf(operation: Operation): StageProblem['image'] {
  if (operation.kind === 'conv2d') return { ...imageReads(operation), at: 'left-rows' };
  if (operation.kind !== 'conv2d-gradient') return null;
  return { ...imageReads(operation), at: operation.of === 'data' ? 'out' : 'left-sum' };
}

function updateWork(operation: Operation, most: number): UpdateWork {
  const patterns = ('repruned' in operation ? operation.repruned : undefined) ?? [];
  const reductions = patterns.flatMap((pattern) => {
    const group = groupOf(pattern, 'b', { m: most, n: most, k: most }, most);
    return group.m > 1 ? [group] : [];
  });
  return { reductions, dense_copy: reductions.length < 2 };
}
