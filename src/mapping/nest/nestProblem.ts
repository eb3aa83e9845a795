import { DiagnosticError } from '../../core/diagnostic.ts';
import type { Einsum } from './einsum.ts';
import type { NestArchitecture } from './nestArchitecture.ts';

/** One tensor, compiled: ranks as flat arrays over dim indices. */
export interface CompiledTensor {
  readonly name: string;
  readonly isOutput: boolean;
  readonly rankCount: number;
  /** `coefficient[rank × dims + dim]`, 0 where the dim is not in the rank's index expression. */
  readonly coefficient: Float64Array;
  /** The same as lists: terms `rankStart[rank] … rankStart[rank + 1] − 1` of `termDim` and `termCoefficient`. */
  readonly rankStart: Int32Array;
  readonly termDim: Uint8Array;
  readonly termCoefficient: Float64Array;
  /** 1 where the dim indexes the tensor. */
  readonly relevant: Uint8Array;
  /** Every rank has one dim and every dim at most one rank: no halo, boxes of different loops never overlap. */
  readonly simple: boolean;
  /** Words of the whole tensor's bounding box. */
  readonly size: number;
}

/** An einsum on an architecture, compiled once for many mappings. */
export interface NestProblem {
  readonly einsum: Einsum;
  readonly architecture: NestArchitecture;
  readonly dimNames: readonly string[];
  readonly dimSizes: Float64Array;
  readonly dimIndex: ReadonlyMap<string, number>;
  readonly tensors: readonly CompiledTensor[];
  readonly tensorIndex: ReadonlyMap<string, number>;
  readonly levelCount: number;
  /** Points of the iteration space. */
  readonly computes: number;
}

/** Compiles an einsum for an architecture; throws WIN-NST-001…003 for an einsum or a chain of levels that is not one. */
export function compileNest(einsum: Einsum, architecture: NestArchitecture): NestProblem {
  const problems: { code: string; message: string; hint: string }[] = [];
  const dimNames = Object.keys(einsum.dims);
  const dimIndex = new Map(dimNames.map((name, i) => [name, i]));
  const dimSizes = Float64Array.from(dimNames.map((name) => einsum.dims[name]!));
  dimNames.forEach((name, i) => {
    if (!Number.isSafeInteger(dimSizes[i]!) || dimSizes[i]! < 1)
      problems.push({
        code: 'WIN-NST-001',
        message: `dimension ${name} has extent ${dimSizes[i]}`,
        hint: 'an extent is a whole number of at least 1',
      });
  });
  const outputs = einsum.tensors.filter((t) => t.role === 'output').length;
  if (outputs !== 1)
    problems.push({
      code: 'WIN-NST-002',
      message: `the einsum has ${outputs} outputs`,
      hint: 'give exactly one tensor the role output',
    });
  if (architecture.levels.length === 0)
    problems.push({
      code: 'WIN-NST-003',
      message: `architecture ${architecture.name} has no storage level`,
      hint: 'name at least one level, the outermost first',
    });
  const tensors = einsum.tensors.map((tensor): CompiledTensor => {
    const rankCount = tensor.ranks.length;
    const coefficient = new Float64Array(rankCount * dimNames.length);
    const relevant = new Uint8Array(dimNames.length);
    const rankStart = new Int32Array(rankCount + 1);
    const termDim: number[] = [];
    const termCoefficient: number[] = [];
    let simple = true;
    let size = 1;
    tensor.ranks.forEach((terms, rank) => {
      let span = 1;
      if (terms.length !== 1) simple = false;
      for (const { dim, coefficient: c } of terms) {
        const d = dimIndex.get(dim);
        if (d === undefined || !Number.isSafeInteger(c) || c < 1) {
          problems.push({
            code: 'WIN-NST-001',
            message: `tensor ${tensor.name} is indexed by ${c} × ${dim}`,
            hint: `index by ${dimNames.join(', ')} with coefficients of at least 1`,
          });
          continue;
        }
        coefficient[rank * dimNames.length + d]! += c;
        if (relevant[d] === 1) simple = false;
        relevant[d] = 1;
        termDim.push(d);
        termCoefficient.push(c);
        span += c * (dimSizes[d]! - 1);
      }
      size *= span;
      rankStart[rank + 1] = termDim.length;
    });
    return {
      name: tensor.name,
      isOutput: tensor.role === 'output',
      rankCount,
      coefficient,
      rankStart,
      termDim: Uint8Array.from(termDim),
      termCoefficient: Float64Array.from(termCoefficient),
      relevant,
      simple,
      size,
    };
  });
  if (problems.length > 0) throw new DiagnosticError(problems.map((p) => ({ severity: 'error', ...p })));
  let computes = 1;
  for (const size of dimSizes) computes *= size;
  return {
    einsum,
    architecture,
    dimNames,
    dimSizes,
    dimIndex,
    tensors,
    tensorIndex: new Map(tensors.map((t, i) => [t.name, i])),
    levelCount: architecture.levels.length,
    computes,
  };
}
