import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { DspChainHardware } from './hardware.ts';

/** A product as the matrix engine sees it: dimensions padded to whole blocks, widths in bits. */
export interface ProductShape {
  /** Matrices b, each met by `rows` rows. */
  readonly matrices: number;
  readonly rows: number;
  readonly n: number;
  readonly k: number;
  /** Blocks along N and K. */
  readonly nBlocks: number;
  readonly kBlocks: number;
  readonly aBits: number;
  readonly bBits: number;
  readonly outBits: number;
  /** Outputs right of the diagonal are skipped where a whole instruction holds nothing else. */
  readonly causal: boolean;
}

export function productShape(operation: Operation, { block }: DspChainHardware): ProductShape | null {
  const view = asGemm(operation);
  if (view === null) return null;
  const { a, b, out } = operation.operands;
  return {
    matrices: view.batch / view.b_shared_by,
    rows: view.m * view.b_shared_by,
    n: view.n,
    k: view.k,
    nBlocks: Math.ceil(view.n / block),
    kBlocks: Math.ceil(view.k / block),
    aBits: a.bits,
    bBits: b.bits,
    outBits: out.bits,
    causal: operation.kind === 'gemm' && operation.causal === true && view.b_shared_by === 1,
  };
}
