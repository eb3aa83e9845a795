import { DiagnosticError } from '../../../core/diagnostic.ts';
import type { CompiledTensor, NestProblem } from '../nestProblem.ts';
import { boxLengths, boxWords } from '../tileBox.ts';
import { bandedDensity } from './bandedDensity.ts';
import { concreteDensity } from './concreteDensity.ts';
import type { DensityModel } from './densityModel.ts';
import type { DensitySpec } from './densitySpec.ts';
import { structuredDensity } from './structuredDensity.ts';
import { uniformDensity } from './uniformDensity.ts';

/** The density model of a tensor of a problem; a tensor without a spec is dense. */
export function compileDensity(
  problem: NestProblem,
  tensor: CompiledTensor,
  spec: DensitySpec | undefined,
  peerRules: boolean,
): DensityModel {
  if (spec === undefined) return structuredDensity(1);
  if ((spec.model === 'uniform' || spec.model === 'structured') && !(spec.density > 0 && spec.density <= 1))
    throw new DiagnosticError([
      {
        code: 'WIN-NST-012',
        severity: 'error',
        message: `tensor ${tensor.name} has density ${spec.density}`,
        hint: 'a density is above 0 and at most 1',
      },
    ]);
  if (spec.model === 'uniform') return uniformDensity(spec.density, tensor.size);
  if (spec.model === 'structured') return structuredDensity(spec.density);
  boxWords(tensor, problem.dimSizes, 0);
  const lengths = Array.from(boxLengths.subarray(0, tensor.rankCount));
  if (spec.model === 'concrete') return concreteDensity(lengths, spec.positions);
  return bandedDensity(spec.halfBand, lengths, tensor.name, peerRules);
}
