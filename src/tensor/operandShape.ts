/** Dimensions of a matrix product out[M,N] = a[M,K] × b[K,N]. */
export type ProductAxis = 'm' | 'n' | 'k';

/**
 * Matrix form of one operand: a is M × K, b is K × N, out is M × N. The axes' names let a pattern say "along k"
 * and mean the rows of b and the columns of a.
 */
export interface OperandShape {
  readonly rows: number;
  readonly cols: number;
  readonly rowAxis: ProductAxis;
  readonly colAxis: ProductAxis;
}

const axes = { a: ['m', 'k'], b: ['k', 'n'], out: ['m', 'n'] } as const;

/** The matrix form of an operand of an M × N × K product. */
export function operandShape(
  operand: 'a' | 'b' | 'out',
  product: { readonly m: number; readonly n: number; readonly k: number },
): OperandShape {
  const [rowAxis, colAxis] = axes[operand];
  return { rows: product[rowAxis], cols: product[colAxis], rowAxis, colAxis };
}
