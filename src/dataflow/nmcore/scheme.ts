import { DiagnosticError } from '../../core/diagnostic.ts';
import { groupShape, type NmCore, type NmCoreMapping } from './hardware.ts';

/** A core's scheme for one layer, as numbers: what a slice of K is, and how weights are held. */
export interface Scheme {
  /** Inputs that one beat of all units covers. */
  readonly slice: number;
  /** Slices of one fill of the operand buffers. */
  readonly slices_per_step: number;
  /** Values kept of a group of weights, and its inputs; 1 of 1 where weights have no groups. */
  readonly n: number;
  readonly m: number;
  /** Blocks kept of a group of blocks; 1 of 1 without hierarchy. */
  readonly outer_n: number;
  readonly outer_m: number;
  /** Products that one output takes in a beat. */
  readonly lanes: number;
  /** Whether each output has an n of its own. */
  readonly row_wise: boolean;
  /** Whether activations come one non-zero after another. */
  readonly serial: boolean;
  /** Whether a beat is an outer product of non-zeros. */
  readonly outer: boolean;
}

const plain = { outer_n: 1, outer_m: 1, lanes: 1, row_wise: false, serial: false, outer: false } as const;

/** The scheme of a layer; WIN-MAP-005 where a written mapping asks for groups that the selectors don't support. */
export function schemeOf({ sparsity, step_k }: NmCore, { n, m }: Pick<NmCoreMapping, 'n' | 'm'>): Scheme {
  const withSteps = (slice: number) => ({
    slice,
    slices_per_step: Math.max(1, Math.floor(step_k / slice)),
  });
  switch (sparsity.scheme) {
    case 'groups': {
      if (!sparsity.shapes.includes(`${n}:${m}`))
        throw new DiagnosticError([
          {
            code: 'WIN-MAP-005',
            severity: 'error',
            message: `the selectors don't support groups of ${n}:${m}`,
            hint: `one of ${sparsity.shapes.join(', ')}`,
            path: ['mapping'],
          },
        ]);
      return { ...plain, ...withSteps((sparsity.lanes / n) * m), n, m, lanes: sparsity.lanes };
    }
    case 'row-wise':
      return {
        ...plain,
        ...withSteps(sparsity.m),
        n: 1,
        m: sparsity.m,
        lanes: sparsity.lanes,
        row_wise: true,
      };
    case 'hierarchical': {
      const { inner, outer } = sparsity;
      return {
        ...plain,
        ...withSteps(inner.m * outer.m),
        n: inner.n,
        m: inner.m,
        outer_n: outer.n,
        outer_m: outer.m,
        lanes: inner.n * outer.n,
      };
    }
    case 'paired-blocks':
      return { ...plain, ...withSteps(sparsity.block), n: sparsity.n, m: sparsity.block, serial: true };
    case 'outer-product':
      return { ...plain, ...withSteps(1), n: 1, m: 1, outer: true };
  }
}

/** Shapes that a layer may run with: what the mapper chooses from. */
export function shapesOf({ sparsity }: NmCore): readonly { readonly n: number; readonly m: number }[] {
  switch (sparsity.scheme) {
    case 'groups':
      return sparsity.shapes.map(groupShape);
    case 'row-wise':
      return [{ n: 1, m: sparsity.m }];
    case 'hierarchical':
      return [sparsity.inner];
    case 'paired-blocks':
      return [{ n: sparsity.n, m: sparsity.block }];
    case 'outer-product':
      return [{ n: 1, m: 1 }];
  }
}

/** Multipliers of a core. */
export const multipliersOf = (core: NmCore): number => {
  const { sparsity, units_m, units_n } = core;
  const lanes =
    sparsity.scheme === 'groups' || sparsity.scheme === 'row-wise'
      ? sparsity.lanes
      : sparsity.scheme === 'hierarchical'
        ? sparsity.inner.n * sparsity.outer.n
        : 1;
  return units_m * units_n * lanes;
};
