import { boundedCache } from '../core/boundedCache.ts';
import { isDense } from '../tensor/isDense.ts';
import type { PatternSpec } from '../tensor/patternSpec.ts';
import type { Operation } from '../workload/operation.ts';
import { interning } from './interning.ts';

/** Small numbers in the place of operations: equal numbers only for equal operations. */
export interface OperationIds {
  id(operation: Operation): number;
}

type Product = Extract<Operation, { kind: 'gemm' }>;

/** What tells products apart, patterns as numbers. */
interface Known {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  readonly b_shared_by: number;
  readonly weights: Product['weights'];
  readonly a_bits: number;
  readonly b_bits: number;
  readonly out_bits: number;
  readonly a: number;
  readonly b: number;
  readonly out: number;
  readonly id: number;
}

/** Products whose hashes agree; more than these many share one by accident only. */
const longest = 8;

/**
 * Remembers the operations used last, `capacity` of them at least. Products are most of what there is and told apart by
 * their numbers: a text of each costs as much as estimating it. A forgotten one gets a new number, never one in use.
 */
export function operationIds(capacity: number): OperationIds {
  const products = boundedCache<number, Known[]>(2 * capacity);
  const others = boundedCache<string, number>(2 * capacity);
  const patterns = interning(capacity);
  const patternId = (spec: PatternSpec): number => (isDense(spec) ? 0 : patterns.id(JSON.stringify(spec)));
  let last = 0;
  const productId = (product: Product): number => {
    const { m, n, k, batch, b_shared_by, weights, operands } = product;
    const a = patternId(operands.a.sparsity);
    const b = patternId(operands.b.sparsity);
    const out = patternId(operands.out.sparsity);
    const a_bits = operands.a.bits;
    const b_bits = operands.b.bits;
    const out_bits = operands.out.bits;
    let hash = mix(mix(mix(m, n), k), batch);
    hash = mix(mix(mix(hash, a_bits), b_bits), out_bits);
    hash = mix(mix(mix(hash, a), b), out);
    let alike = products.get(hash);
    if (alike === undefined || alike.length === longest) {
      alike = [];
      products.set(hash, alike);
    }
    for (const one of alike)
      if (
        one.m === m &&
        one.n === n &&
        one.k === k &&
        one.batch === batch &&
        one.b_shared_by === b_shared_by &&
        one.weights === weights &&
        one.a_bits === a_bits &&
        one.b_bits === b_bits &&
        one.out_bits === out_bits &&
        one.a === a &&
        one.b === b &&
        one.out === out
      )
        return one.id;
    last += 1;
    alike.push({ m, n, k, batch, b_shared_by, weights, a_bits, b_bits, out_bits, a, b, out, id: last });
    return last;
  };
  const otherId = (operation: Operation): number => {
    // Not canonical, which costs four times as much: keys in another order are only worked out again.
    const text = JSON.stringify(operation);
    let id = others.get(text);
    if (id === undefined) {
      last += 1;
      id = last;
      others.set(text, id);
    }
    return id;
  };
  return {
    id: (operation) =>
      operation.kind === 'gemm' && operation.causal === undefined && operation.repruned === undefined
        ? productId(operation)
        : otherId(operation),
  };
}

/** A hash below 2^31 of one and a further whole number below 2^53. */
const mix = (hash: number, value: number): number =>
  (Math.imul(hash ^ (value % 4_294_967_296), 0x9e3779b1) ^ (hash >>> 15)) & 0x7fffffff;
