import { asGemm } from './asGemm.ts';
import type { LayerTrace } from './layer.ts';
import type { Operation } from './operation.ts';
import { productCount } from './operations/tensorProduct.ts';

/**
 * Dense multiply-accumulates of one execution, attention without its mask; 0 for operations that hold no product. Of sparse matrices only
 * the products of two non-zeros count: M·N·K of a graph says nothing and may pass 2^53.
 */
export function macs(operation: Operation): number {
  if (operation.kind === 'spgemm') return operation.products;
  if (operation.kind === 'einsum') return productCount(operation);
  if (operation.kind === 'attention') {
    const { batch, heads, queries, keys, head_dim } = operation;
    return 2 * batch * heads * queries * keys * head_dim;
  }
  if (operation.kind === 'grouped-gemm')
    return operation.rows.reduce((sum, rows) => sum + rows, 0) * operation.n * operation.k;
  const view = asGemm(operation);
  return view === null ? 0 : view.batch * view.m * view.n * view.k;
}

/** Elements of trained parameters that one execution reads; biases and norms are not part of a trace. */
export function weightElements(operation: Operation): number {
  if (operation.kind === 'grouped-gemm')
    return operation.rows.filter((rows) => rows > 0).length * operation.n * operation.k;
  const view = asGemm(operation);
  if (view === null) return 0;
  if (operation.kind === 'conv2d-gradient' && operation.of === 'weights') return 0;
  const role = operation.kind === 'gemm' ? operation.weights : 'b';
  if (role === 'a') return view.batch * view.m * view.k;
  return role === 'b' ? Math.ceil(view.batch / view.b_shared_by) * view.k * view.n : 0;
}

/** Dense multiply-accumulates of a whole trace, repeated layers counted each time. */
export const traceMacs = (trace: LayerTrace): number =>
  trace.layers.reduce((sum, layer) => sum + layer.count * macs(layer.operation), 0);

/** Parameters of a whole trace, repeated layers counted each time; further uses in training are none. */
export const traceWeights = (trace: LayerTrace): number =>
  trace.layers.reduce(
    (sum, layer) => sum + (layer.stage === 'forward' ? layer.count * weightElements(layer.operation) : 0),
    0,
  );
