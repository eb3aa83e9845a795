import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { LevelConstraint, NestConstraints } from '../../mapping/nest/search/nestConstraints.ts';
import type { Operation } from '../../workload/operation.ts';
import type { NestHardware } from './hardware.ts';

/** The constraints of a design for one operation: those of other kinds and dims that it does not have left out. */
export function constraintsOf(
  { constraints, min_utilisation, imperfect }: NestHardware,
  operation: Operation,
  { dimIndex, dimSizes }: NestProblem,
): NestConstraints {
  const has = (dim: string): boolean => dimIndex.has(dim);
  return {
    minUtilization: min_utilisation,
    imperfect: imperfect === 'auto' ? 'none' : imperfect,
    levels: constraints
      .filter((c) => c.operation === undefined || c.operation === operation.kind)
      .map(({ level, factors, order, keep, bypass, spatial_x, spatial_y }): LevelConstraint => {
        // A fixed factor never exceeds the extent: layers smaller than the design's tile fill what they have.
        const fixed = Object.entries(factors ?? {}).flatMap(([dim, factor]): [string, number][] =>
          has(dim) ? [[dim, Math.min(factor, dimSizes[dimIndex.get(dim)!]!)]] : [],
        );
        return {
          level,
          ...(fixed.length === 0 ? {} : { factors: Object.fromEntries(fixed) }),
          ...(order === undefined ? {} : { order: order.filter(has) }),
          ...(keep === undefined ? {} : { keep }),
          ...(bypass === undefined ? {} : { bypass }),
          ...(spatial_x === undefined ? {} : { spatialX: spatial_x.filter(has) }),
          ...(spatial_y === undefined ? {} : { spatialY: spatial_y.filter(has) }),
        };
      }),
  };
}
