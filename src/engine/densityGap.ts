import { evaluate } from './evaluate.ts';
import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import type { LayerResult, PointResult } from './pointResult.ts';

/** How far the closed form from densities is from what was counted on the samples, of one execution of a layer. */
export interface DensityGap {
  /** Cycles and energy that the densities promise, and their error against the counted ones, as a share. */
  readonly cycles: number;
  readonly cycles_error: number;
  readonly energy_pj: number;
  readonly energy_error: number;
  /** The accesses that are furthest off among those of at least a hundredth of their level's. */
  readonly furthest: {
    readonly level: string;
    readonly tensor: string;
    readonly access: 'reads' | 'fills' | 'updates' | 'metadata_bits';
    readonly expected: number;
    readonly counted: number;
    readonly error: number;
  } | null;
}

/** The gaps of all layers of a point that was run cycle by cycle on loop nests; null for each layer of any other. */
export function densityGaps(
  point: PointSpec,
  result: PointResult,
  library: Library,
): readonly (DensityGap | null)[] {
  const { layers } = result;
  if (result.fidelity !== 'cycle' || layers.every(({ execution }) => execution.levels === undefined))
    return layers.map(() => null);
  const fixed = Object.fromEntries(
    layers.flatMap(({ names, mapping }) => names.map((name) => [name, mapping])),
  );
  const expected = evaluate(
    { ...point, fidelity: 'estimate', mapping: { ...point.mapping, fixed } },
    { library },
  );
  return layers.map((layer, i) => {
    const promised = expected.layers[i];
    return promised === undefined ? null : gapOf(layer, promised);
  });
}

const off = (expected: number, counted: number): number =>
  expected === counted ? 0 : counted === 0 ? Number.POSITIVE_INFINITY : expected / counted - 1;

function gapOf(counted: LayerResult, expected: LayerResult): DensityGap | null {
  let furthest: DensityGap['furthest'] = null;
  counted.execution.levels?.forEach(({ level, tensors }, l) => {
    const all = tensors.reduce((sum, { reads, fills, updates }) => sum + reads + fills + updates, 0);
    for (const tensor of tensors) {
      const promised = expected.execution.levels?.[l]?.tensors.find((t) => t.tensor === tensor.tensor);
      if (promised === undefined) continue;
      for (const access of ['reads', 'fills', 'updates', 'metadata_bits'] as const) {
        if (tensor[access] < (access === 'metadata_bits' ? 1 : all / 100)) continue;
        const error = off(promised[access], tensor[access]);
        if (furthest === null || Math.abs(error) > Math.abs(furthest.error))
          furthest = {
            level,
            tensor: tensor.tensor,
            access,
            expected: promised[access],
            counted: tensor[access],
            error,
          };
      }
    }
  });
  return {
    cycles: expected.execution.cycles,
    cycles_error: off(expected.execution.cycles, counted.execution.cycles),
    energy_pj: expected.energy_pj,
    energy_error: off(expected.energy_pj, counted.energy_pj),
    furthest,
  };
}
