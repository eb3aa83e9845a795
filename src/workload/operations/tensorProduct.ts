import type { Operands } from '../operand.ts';

/** One rank of a tensor: the sum of coefficient × dim over its terms. */
export type IndexSum = readonly { readonly dim: string; readonly coefficient: number }[];

export type TensorName = 'a' | 'b' | 'c' | 'out';

/**
 * A sum of products of two or three tensors with affine indices: out[i,r] += a[i,j,k] · b[j,r] · c[k,r]. Dims are
 * positive safe integers. A third input is dense and as wide as b.
 */
export interface TensorProduct {
  readonly kind: 'einsum';
  readonly dims: Readonly<Record<string, number>>;
  readonly tensors: readonly { readonly name: TensorName; readonly ranks: readonly IndexSum[] }[];
  readonly operands: Operands;
}

/** Words along each rank of a tensor. */
export const rankLengths = (
  { dims }: Pick<TensorProduct, 'dims'>,
  { ranks }: { readonly ranks: readonly IndexSum[] },
): number[] =>
  ranks.map((terms) => terms.reduce((sum, { dim, coefficient }) => sum + coefficient * (dims[dim]! - 1), 1));

/** Products of the sum. */
export function productCount({ dims }: Pick<TensorProduct, 'dims'>): number {
  let count = 1;
  for (const size of Object.values(dims)) count *= size;
  return count;
}

/** `out[i,r] = a[i,j,k] · b[j,r] · c[k,r]`. */
export function writeEquation({ tensors }: Pick<TensorProduct, 'tensors'>): string {
  const text = tensors.map(({ name, ranks }) => {
    const indices = ranks.map((terms) =>
      terms.map(({ dim, coefficient }) => (coefficient === 1 ? dim : `${coefficient}${dim}`)).join('+'),
    );
    return { name, text: `${name}[${indices.join(',')}]` };
  });
  const inputs = text.filter(({ name }) => name !== 'out').map(({ text: written }) => written);
  return `${text.find(({ name }) => name === 'out')!.text} = ${inputs.join(' · ')}`;
}
