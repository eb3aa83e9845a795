import { InvariantError } from '../../core/invariant.ts';
import { isDense } from '../../tensor/isDense.ts';
import { resolvePattern } from '../../tensor/resolvePattern.ts';
import { asGemm } from '../../workload/asGemm.ts';
import { convolutionOutput } from '../../workload/convolutionOutput.ts';
import type { OperandName } from '../../workload/operand.ts';
import { operandShapeOf } from '../../workload/operandShapeOf.ts';
import type { Operation } from '../../workload/operation.ts';
import { wantedOutputs } from '../../workload/wantedOutputs.ts';

import type { Law } from './law.ts';

/** Bytes that must cross the chip's edge at least once. */
export interface Compulsory {
  readonly a: number;
  readonly b: number;
  readonly out: number;
}

/** Every point of a sweep asks about the same operations. */
const known = new WeakMap<Operation, Compulsory>();

export const compulsoryLaw: Law = {
  name: 'compulsory traffic is paid',
  description:
    'Where a design has memory outside the chip, each operand that the chip did not hold before is read from it once at least, and the output written to it.',
  check({ layer, execution, book }) {
    if (book.offChip.size === 0) return;
    let a = 0;
    let b = 0;
    let out = 0;
    for (const row of execution.traffic) {
      if (!book.offChip.has(row.memory)) continue;
      if (row.operand === 'a') a += row.read_bytes;
      else if (row.operand === 'b') b += row.read_bytes;
      else if (row.operand === 'out') out += row.write_bytes;
    }
    const compulsory = compulsoryOnce(layer.operation);
    const owed = (name: 'a' | 'b', read: number): boolean =>
      read < compulsory[name] && execution.resident?.includes(name) !== true;
    const kept = execution.resident?.includes('out') === true;
    if (owed('a', a) || owed('b', b) || (out < compulsory.out && !kept))
      throw new InvariantError(compulsoryLaw.name, {
        layer: layer.name,
        least: compulsory,
        read: { a, b },
        written: { out },
      });
  },
};

function compulsoryOnce(operation: Operation): Compulsory {
  // Quicker worked out than looked up.
  if (operation.kind === 'gemm') return compulsoryBytes(operation);
  let least = known.get(operation);
  if (least === undefined) {
    least = compulsoryBytes(operation);
    known.set(operation, least);
  }
  return least;
}

/**
 * Least bytes of each operand of a product, in whole bytes. Stated only where it is certain: of an operand that meets a
 * dense one, every non-zero is needed (where the pattern fixes their number); what meets only zeros of a sparse one need
 * not be read, and counts as 0 here.
 */
export function compulsoryBytes(operation: Operation): Compulsory {
  if (operation.kind === 'spgemm') return sparseBytes(operation);
  const product = asGemm(operation);
  if (product === null) return { a: 0, b: 0, out: 0 };
  const { batch, m, n, k, b_shared_by } = product;
  const { operands } = operation;
  const dense = (name: OperandName): boolean => isDense(operands[name].sparsity);
  const bytes = (elements: number, name: OperandName): number =>
    Math.floor((elements * operands[name].bits) / 8);
  const nonzeros = (name: OperandName): number => {
    const shape = operandShapeOf(operation, name);
    const { nnz, exact } = resolvePattern(operands[name].sparsity).statistics(shape!);
    return exact ? nnz : 0;
  };
  const matrices = Math.ceil(batch / b_shared_by);
  if (!dense('a')) {
    // The matrix form of a convolution repeats inputs, so its non-zeros are no count of elements.
    const known = dense('b') && operation.kind === 'gemm';
    return { a: known ? bytes(batch * nonzeros('a'), 'a') : 0, b: 0, out: 0 };
  }
  if (!dense('b')) return { a: 0, b: bytes(matrices * nonzeros('b'), 'b'), out: 0 };
  return {
    a: bytes(readsImage(operation) ? touchedInputs(operation) : batch * m * k, 'a'),
    b: bytes(matrices * k * n, 'b'),
    out: dense('out') ? bytes(writtenOutputs(operation, batch * m * n), 'out') : 0,
  };
}

/** Values of the non-zeros that meet one of the other matrix: the least that any order of the product reads. */
function sparseBytes({ operands }: Extract<Operation, { kind: 'spgemm' }>): Compulsory {
  const a = resolvePattern(operands.a.sparsity).positions();
  const b = resolvePattern(operands.b.sparsity).positions();
  if (a === null || b === null) return { a: 0, b: 0, out: 0 };
  const used = new Uint8Array(b.rows);
  let countA = 0;
  let countB = 0;
  for (let i = 0; i < a.columns.length; i++) {
    const k = a.columns[i]!;
    const length = b.rowPointers[k + 1]! - b.rowPointers[k]!;
    if (length === 0) continue;
    countA++;
    if (used[k] === 1) continue;
    used[k] = 1;
    countB += length;
  }
  const bytes = (count: number, bits: number): number => Math.floor((count * bits) / 8);
  return { a: bytes(countA, operands.a.bits), b: bytes(countB, operands.b.bits), out: 0 };
}

type Image = Extract<Operation, { kind: 'conv2d' | 'conv2d-gradient' }>;

/** Whether a is an image that windows read more than once. */
const readsImage = (operation: Operation): operation is Image =>
  operation.kind === 'conv2d' || (operation.kind === 'conv2d-gradient' && operation.of === 'weights');

/** Outputs that somebody wants, of `all` in the matrix form; those of an image's gradient overlap. */
function writtenOutputs(operation: Operation, all: number): number {
  if (operation.kind === 'gemm') return operation.batch * wantedOutputs(operation);
  return operation.kind === 'conv2d-gradient' && operation.of === 'data' ? touchedInputs(operation) : all;
}

/** Input elements that at least one window covers; a stride longer than the kernel leaves gaps. */
function touchedInputs(conv: Image): number {
  const { out_height, out_width } = convolutionOutput(conv);
  const [top, , left] = conv.padding;
  const rows = touched(conv.height, out_height, conv.kernel_height, conv.stride, conv.dilation, top);
  const cols = touched(conv.width, out_width, conv.kernel_width, conv.stride, conv.dilation, left);
  return conv.batch * conv.channels * rows * cols;
}

/** Positions 0 … size − 1 of one axis that some window reads; windows start at o·stride − padding. */
function touched(
  size: number,
  outputs: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: number,
): number {
  if (dilation === 1 && stride <= kernel)
    return Math.max(0, Math.min(size, (outputs - 1) * stride - padding + kernel));
  let count = 0;
  if (dilation === 1) {
    // Windows that do not overlap, clipped to the image.
    for (let o = 0; o < outputs; o++) {
      const first = o * stride - padding;
      count += Math.max(0, Math.min(size, first + kernel) - Math.max(0, first));
    }
    return count;
  }
  const seen = new Uint8Array(size);
  for (let o = 0; o < outputs; o++)
    for (let t = 0; t < kernel; t++) {
      const position = o * stride - padding + t * dilation;
      if (position < 0 || position >= size || seen[position] === 1) continue;
      seen[position] = 1;
      count++;
    }
  return count;
}
