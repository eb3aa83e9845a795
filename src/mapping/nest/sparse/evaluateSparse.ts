import { DiagnosticError } from '../../../core/diagnostic.ts';
import { encodeMapping } from '../encodeMapping.ts';
import type { NestMapping } from '../nestMapping.ts';
import type { NestProblem } from '../nestProblem.ts';
import { analyseSparse, createSparseWorkspace, type SparseAnalysis } from './analyseSparse.ts';
import { sparseProblems } from './sparseLegality.ts';
import type { SparsePlan } from './sparsePlan.ts';

/** Full sparse result of one mapping; throws with every reason when it is illegal. Factors must be perfect. */
export function evaluateSparse(problem: NestProblem, plan: SparsePlan, mapping: NestMapping): SparseAnalysis {
  const nest = encodeMapping(problem, mapping);
  if (nest.imperfect)
    throw new DiagnosticError([
      {
        code: 'WIN-MAP-206',
        severity: 'error',
        message: 'the mapping has imperfect factors, the sparse analysis takes perfect ones',
        hint: 'choose factors whose product is the extent of each dim',
      },
    ]);
  const result = analyseSparse(problem, plan, nest, createSparseWorkspace(problem));
  const problems = sparseProblems(problem, plan, nest, result.cells);
  if (problems.length > 0) throw new DiagnosticError(problems);
  return result;
}
