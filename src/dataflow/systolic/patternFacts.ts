import type { Operation } from '../../workload/operation.ts';

export interface PatternFacts {
  readonly density: number;
  readonly nnz: number;
  readonly exact: boolean;
  readonly group: { readonly n: number; readonly m: number; readonly along: 'rows' | 'cols' } | null;
}

/** What an operand's pattern promises before it is sampled. */
export function patternFacts(operation: Operation, operand: 'a' | 'b'): PatternFacts {
  const spec = operation.operands[operand].sparsity;
  if (spec.pattern === 'n:m') {
    const n = Number(spec['n']);
    const m = Number(spec['m']);
    const along = operand === 'a' ? 'cols' : 'rows';
    return { density: n / m, nnz: 0, exact: true, group: { n, m, along } };
  }
  return { density: typeof spec['density'] === 'number' ? spec['density'] : 1, nnz: 0, exact: false, group: null };
}
