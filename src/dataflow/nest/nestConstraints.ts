import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { LevelConstraint, NestConstraints } from '../../mapping/nest/search/nestConstraints.ts';
import type { Operation } from '../../workload/operation.ts';
import type { NestHardware } from './hardware.ts';

/** The constraints of a design for one operation: those of other kinds and dims that it does not have left out. */
export function constraintsOf(
  { constraints, min_utilisation, imperfect }: NestHardware,
  operation: Operation,
  { dimIndex, dimSizes, tensorIndex }: NestProblem,
): NestConstraints {
  const has = (dim: string): boolean => dimIndex.has(dim);
  const known = (tensor: string): boolean => tensorIndex.has(tensor);
  // A fan-out for dims that an einsum does not have is open to those that it has.
  const open = (dims: readonly string[]): boolean =>
    operation.kind === 'einsum' && dims.length > 0 && !dims.some(has);
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
          ...(keep === undefined ? {} : { keep: keep.filter(known) }),
          ...(bypass === undefined ? {} : { bypass: bypass.filter(known) }),
          ...(spatial_x === undefined || open(spatial_x) ? {} : { spatialX: spatial_x.filter(has) }),
          ...(spatial_y === undefined || open(spatial_y) ? {} : { spatialY: spatial_y.filter(has) }),
        };
      }),
  };
}
