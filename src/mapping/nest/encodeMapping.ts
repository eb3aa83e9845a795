import { type Diagnostic, DiagnosticError } from '../../core/diagnostic.ts';
import { createLoopNest, type LoopNest, SPATIAL_X, SPATIAL_Y, TEMPORAL } from './loopNest.ts';
import type { Loop, NestMapping } from './nestMapping.ts';
import type { NestProblem } from './nestProblem.ts';

const allTensors = (problem: NestProblem): number => (1 << problem.tensors.length) - 1;

/** Turns a mapping into flat loops; throws WIN-MAP-101…104 naming each level, dim or tensor that does not fit. */
export function encodeMapping(problem: NestProblem, mapping: NestMapping): LoopNest {
  const nest = createLoopNest(problem);
  const diagnostics: Diagnostic[] = [];
  const error = (code: string, message: string, hint: string): void => {
    diagnostics.push({ code, severity: 'error', message, hint });
  };
  const names = problem.architecture.levels.map((l) => l.name);
  for (const entry of mapping) {
    if (!names.includes(entry.level))
      error('WIN-MAP-101', `the mapping names level ${entry.level}`, `the levels are ${names.join(', ')}`);
  }
  const product = new Float64Array(problem.dimNames.length).fill(1);
  const add = (level: string, loops: readonly Loop[], kind: number): void => {
    for (const [name, factor] of loops) {
      const dim = problem.dimIndex.get(name);
      if (dim === undefined) {
        error(
          'WIN-MAP-102',
          `level ${level} loops over ${name}`,
          `the dims are ${problem.dimNames.join(', ')}`,
        );
        continue;
      }
      if (!Number.isSafeInteger(factor) || factor < 1) {
        error(
          'WIN-MAP-103',
          `level ${level} gives ${name} the factor ${factor}`,
          'a factor is a whole number of at least 1',
        );
        continue;
      }
      if (factor === 1) continue;
      product[dim]! *= factor;
      nest.dim[nest.count] = dim;
      nest.factor[nest.count] = factor;
      nest.kind[nest.count] = kind;
      nest.count += 1;
    }
  };
  problem.architecture.levels.forEach((level, l) => {
    const entry = mapping.find((e) => e.level === level.name);
    nest.temporalStart[l] = nest.count;
    add(level.name, entry?.temporal ?? [], TEMPORAL);
    nest.spatialStart[l] = nest.count;
    add(level.name, entry?.spatial?.y ?? [], SPATIAL_Y);
    add(level.name, entry?.spatial?.x ?? [], SPATIAL_X);
    nest.forwarding[l] = entry?.forwarding === true ? 1 : 0;
    let keep = allTensors(problem);
    const wanted = entry?.keep ?? level.holds?.filter((name) => problem.tensorIndex.has(name));
    if (wanted !== undefined) {
      keep = 0;
      for (const name of wanted) {
        const t = problem.tensorIndex.get(name);
        if (t === undefined)
          error(
            'WIN-MAP-104',
            `level ${level.name} keeps tensor ${name}`,
            `the tensors are ${problem.tensors.map((x) => x.name).join(', ')}`,
          );
        else keep |= 1 << t;
      }
    }
    nest.keep[l] = keep;
  });
  nest.temporalStart[problem.levelCount] = nest.count;
  nest.spatialStart[problem.levelCount] = nest.count;
  problem.dimNames.forEach((name, d) => {
    const extent = problem.dimSizes[d]!;
    if (product[d]! < extent)
      error(
        'WIN-MAP-103',
        `the factors of ${name} multiply to ${product[d]}, its extent is ${extent}`,
        `raise one factor of ${name}: the product must be ${extent} (perfect) or more (the last tile is then smaller)`,
      );
    if (product[d]! > extent) nest.imperfect = true;
  });
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return nest;
}
