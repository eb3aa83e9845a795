import { integerPower } from '../../tensor/integerPower.ts';
import type { SparseMatrix } from '../../tensor/sparseMatrix.ts';
import type { GemmView } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';
import type { Chip } from './hardware.ts';
import { patternFacts } from './patternFacts.ts';

/** Every m consecutive elements along K hold at most n non-zeros. */
export interface GroupAlongK {
  readonly n: number;
  readonly m: number;
}

/** Where the columns' own n come from: the concrete pattern, its statistics, or the least that is possible. */
export type ColumnSource = SimulationContext | 'expected' | 'least';

/** The n:m structure of an operand along the reduction axis, or null. */
export function groupAlongK(operation: Operation, operand: 'a' | 'b'): GroupAlongK | null {
  const group = patternFacts(operation, operand).group;
  if (group === null || group.along !== (operand === 'a' ? 'cols' : 'rows')) return null;
  return { n: group.n, m: group.m };
}

/** Values in any block of `block` along K that b's n:m structure promises at most, or null. */
export function promisedPerBlock(operation: Operation, block: number): number | null {
  const group = groupAlongK(operation, 'b');
  if (group === null) return null;
  if (block % group.m === 0) return group.n * (block / group.m);
  return group.m % block === 0 ? Math.min(group.n, block) : null;
}

/** Whether b's columns are known before a sample is drawn: promised, or given position by position. */
export function knowsColumns(operation: Operation, block: number): boolean {
  return promisedPerBlock(operation, block) !== null || patternFacts(operation, 'b').matrix !== null;
}

/** Whether the columns' own n, where the array looks at them, are only known from a sample. */
export function columnsNeedSample(operation: Operation, { array }: Chip): boolean {
  if (array.sparsity.mode !== 'row-wise') return false;
  return patternFacts(operation, 'b').density < 1 && !knowsColumns(operation, array.sparsity.m);
}

/**
 * For each column of b the most non-zeros in any of its blocks of `block` along K: what row-wise hardware stores.
 * One array per different b; a single one where all are the same. Null where every column needs the whole block.
 */
export function keptPerColumn(
  operation: Operation,
  product: GemmView,
  block: number,
  source: ColumnSource,
): Int32Array[] | null {
  const facts = patternFacts(operation, 'b');
  if (facts.density === 1) return null;
  const n = promisedPerBlock(operation, block);
  if (n !== null) return n < block ? [new Int32Array(product.n).fill(n)] : null;
  if (facts.matrix !== null) return [keptOf(facts.matrix, block)];
  if (source === 'least') return [new Int32Array(product.n)];
  if (source === 'expected') return [expectedKept(product, block, facts.density)];
  const arrays: Int32Array[] = [];
  for (let element = 0; element < product.batch; element += product.b_shared_by)
    arrays.push(keptOf(source.pattern('b', element), block));
  return arrays;
}

function keptOf({ rows, cols, rowPointers, columns }: SparseMatrix, block: number): Int32Array {
  const most = new Int32Array(cols);
  const here = new Int32Array(cols);
  for (let first = 0; first < rows; first += block) {
    const begin = rowPointers[first]!;
    const end = rowPointers[Math.min(rows, first + block)]!;
    for (let i = begin; i < end; i++) {
      const column = columns[i]!;
      const count = ++here[column]!;
      if (count > most[column]!) most[column] = count;
    }
    for (let i = begin; i < end; i++) here[columns[i]!] = 0;
  }
  return most;
}

/**
 * Expected number of columns per n for independent non-zeros of the given density: the largest of K / block binomial
 * counts is at most t with probability P(count ≤ t)^blocks.
 */
function expectedKept({ n: cols, k }: GemmView, block: number, density: number): Int32Array {
  const blocks = Math.ceil(k / block);
  const kept = new Int32Array(cols);
  let atMost = 0;
  let choose = 1;
  let from = 0;
  for (let t = 0; t <= block; t++) {
    let term = choose;
    for (let i = 0; i < t; i++) term *= density;
    for (let i = t; i < block; i++) term *= 1 - density;
    atMost = t === block ? 1 : Math.min(1, atMost + term);
    const until = Math.round(cols * integerPower(atMost, blocks));
    if (until > from) kept.fill(t, from, until);
    from = Math.max(from, until);
    choose = (choose * (block - t)) / (t + 1);
  }
  return kept;
}
