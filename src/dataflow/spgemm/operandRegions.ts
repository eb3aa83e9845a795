import type { SparseProblem } from './sparseProblem.ts';

/** First bytes of the arrays of a product in an exact DRAM, one behind the other, each from a page of its own. */
export interface OperandRegions {
  readonly aPointers: number;
  readonly aElements: number;
  readonly bPointers: number;
  readonly bElements: number;
  /** Outputs, and whatever a dataflow keeps beside them. */
  readonly out: number;
}

const page = 4096;

export function operandRegions({
  a,
  b,
  nnzA,
  nnzB,
  bytesA,
  bytesB,
  indexBytes,
}: SparseProblem): OperandRegions {
  let end = 0;
  const region = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / page) * page;
    return start;
  };
  return {
    aPointers: region((a.rows + 1) * indexBytes),
    aElements: region(nnzA * bytesA),
    bPointers: region((b.rows + 1) * indexBytes),
    bElements: region(nnzB * bytesB),
    out: end,
  };
}
