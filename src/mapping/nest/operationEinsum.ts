import { asGemm } from '../../workload/asGemm.ts';
import { convolutionOutput } from '../../workload/convolutionOutput.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Einsum, EinsumTensor } from './einsum.ts';

const rank = (...terms: readonly (readonly [dim: string, coefficient: number])[]) =>
  terms.map(([dim, coefficient]) => ({ dim, coefficient }));

/** `dims` without those of extent 1, whose terms leave the ranks too. */
function compact(
  name: string,
  dims: Readonly<Record<string, number>>,
  tensors: readonly EinsumTensor[],
): Einsum {
  const kept = Object.fromEntries(Object.entries(dims).filter(([, extent]) => extent > 1));
  if (Object.keys(kept).length === 0) return { name, dims, tensors };
  return {
    name,
    dims: kept,
    tensors: tensors.map((tensor) => ({
      ...tensor,
      ranks: tensor.ranks
        .map((terms) => terms.filter((term) => kept[term.dim] !== undefined))
        .filter((terms) => terms.length > 0),
    })),
  };
}

/**
 * The einsum of an operation, tensors named a, b and out as its operands: a product `out[B,M,N] += a[B,M,K] · b[B,K,N]`,
 * or a grouped convolution `out[N,G,K,P,Q] += a[N,G,C, s·P + d·R, s·Q + d·S] · b[G,K,C,R,S]`. Gradients of a
 * convolution are their matrix products. Null where the operation is not a sum of products. Padding words are counted as words of a.
 */
export function operationEinsum(operation: Operation, name: string): Einsum | null {
  if (operation.kind === 'gemm' || operation.kind === 'conv2d-gradient') {
    const { batch, b_shared_by, m, n, k } = asGemm(operation)!;
    // Batch elements that share one b: H of them to each of B values of b.
    return compact(name, { B: batch / b_shared_by, H: b_shared_by, M: m, N: n, K: k }, [
      { name: 'a', role: 'input', ranks: [rank(['B', 1]), rank(['H', 1]), rank(['M', 1]), rank(['K', 1])] },
      { name: 'b', role: 'input', ranks: [rank(['B', 1]), rank(['K', 1]), rank(['N', 1])] },
      {
        name: 'out',
        role: 'output',
        ranks: [rank(['B', 1]), rank(['H', 1]), rank(['M', 1]), rank(['N', 1])],
      },
    ]);
  }
  if (operation.kind === 'einsum')
    return compact(
      name,
      operation.dims,
      operation.tensors.map((tensor) => ({
        ...tensor,
        role: tensor.name === 'out' ? ('output' as const) : ('input' as const),
      })),
    );
  if (operation.kind === 'conv2d') {
    const { stride, dilation, groups } = operation;
    const output = convolutionOutput(operation);
    return compact(
      name,
      {
        N: operation.batch,
        G: groups,
        K: operation.filters / groups,
        C: operation.channels / groups,
        P: output.out_height,
        Q: output.out_width,
        R: operation.kernel_height,
        S: operation.kernel_width,
      },
      [
        {
          name: 'a',
          role: 'input',
          ranks: [
            rank(['N', 1]),
            rank(['G', 1]),
            rank(['C', 1]),
            rank(['P', stride], ['R', dilation]),
            rank(['Q', stride], ['S', dilation]),
          ],
        },
        {
          name: 'b',
          role: 'input',
          ranks: [rank(['G', 1]), rank(['K', 1]), rank(['C', 1]), rank(['R', 1]), rank(['S', 1])],
        },
        {
          name: 'out',
          role: 'output',
          ranks: [rank(['N', 1]), rank(['G', 1]), rank(['K', 1]), rank(['P', 1]), rank(['Q', 1])],
        },
      ],
    );
  }
  return null;
}
