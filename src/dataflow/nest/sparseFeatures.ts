import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { RankFormat, SparseSpec, TensorFormat } from '../../mapping/nest/sparse/sparseSpec.ts';
import type { NestHardware } from './hardware.ts';
import type { LoopNestMapping } from './mapping.ts';
import type { SparseChoiceFeatures, SparseFeatures } from './sparseSchema.ts';

type Rank = SparseFeatures['formats'][number]['ranks'][number];

/** A rank as the analysis takes it, without dims that the problem does not have. */
export function rankOf(
  { format, metadata_bits, payload_bits, flatten }: Rank,
  problem: NestProblem | null,
): RankFormat {
  const joined = flatten?.filter((dim) => problem === null || problem.dimIndex.has(dim));
  return {
    format,
    ...(metadata_bits === undefined ? {} : { metadataBits: metadata_bits }),
    ...(payload_bits === undefined ? {} : { payloadBits: payload_bits }),
    ...(joined === undefined || joined.length === 0 ? {} : { flatten: joined }),
  };
}

const computeOf = ({
  gate_on_zero,
  skip_unaligned,
}: SparseFeatures['compute'] | SparseChoiceFeatures['compute']) => ({
  gateOnZero: gate_on_zero,
  skipUnaligned: skip_unaligned,
});

/**
 * The sparse features of a design for mappings that keep what `keep` says. A format of one rank stores the loops of a
 * tile as one fiber; every further level that keeps the tensor in a format needs one rank of offsets more than the
 * level inside it.
 */
export function sparseSpecOf(problem: NestProblem, features: SparseFeatures, keep: Int32Array): SparseSpec {
  const { levels } = problem.architecture;
  const formats: TensorFormat[] = [];
  problem.tensors.forEach((tensor, t) => {
    const flatten = problem.dimNames.filter((_, d) => tensor.relevant[d] === 1);
    let ranks = 2;
    for (let l = levels.length - 1; l >= 0; l--) {
      if (((keep[l]! >> t) & 1) === 0) continue;
      const level = levels[l]!.name;
      const written = features.formats.find((f) => f.level === level && f.tensor === tensor.name);
      if (written === undefined) continue;
      const { offset_bits = 0, order } = written;
      const [only] = written.ranks;
      const whole = written.ranks.length === 1 && only!.flatten === undefined;
      formats.push({
        level,
        tensor: tensor.name,
        order,
        ranks: whole
          ? [
              ...Array.from(
                { length: ranks - 1 },
                (): RankFormat => ({ format: 'UOP', payloadBits: offset_bits, flatten }),
              ),
              { ...rankOf(only!, problem), flatten },
            ]
          : written.ranks.map((rank) => rankOf(rank, problem)),
      });
      ranks += 1;
    }
  });
  return {
    formats,
    actions: features.actions.map(({ level, kind, target, on }) => ({ level, kind, target, on })),
    compute: computeOf(features.compute),
  };
}

/** The features that a mapping brings with it. */
export const mappedSpec = (sparse: NonNullable<LoopNestMapping['sparse']>): SparseSpec => ({
  formats: sparse.formats.map(({ level, tensor, order, ranks }) => ({
    level,
    tensor,
    order,
    ranks: ranks.map((rank) => rankOf(rank, null)),
  })),
  actions: sparse.actions,
  compute: computeOf(sparse.compute),
});

/** A spec that was found, as a mapping writes it. */
export const writtenSpec = ({ formats, actions, compute }: SparseSpec): LoopNestMapping['sparse'] => ({
  formats: formats.map(({ level, tensor, order, ranks }) => ({
    level,
    tensor: tensor as 'a' | 'b' | 'c' | 'out',
    order,
    ranks: ranks.map(({ format, metadataBits, payloadBits, flatten }) => ({
      format,
      ...(metadataBits === undefined ? {} : { metadata_bits: metadataBits }),
      ...(payloadBits === undefined ? {} : { payload_bits: payloadBits }),
      ...(flatten === undefined ? {} : { flatten: flatten as Rank['flatten'] }),
    })),
  })),
  actions: actions.map(({ level, kind, target, on }) => ({
    level,
    kind,
    target: target as 'a' | 'b' | 'c' | 'out',
    on: on as ('a' | 'b' | 'c' | 'out')[],
  })),
  compute: { gate_on_zero: compute.gateOnZero, skip_unaligned: compute.skipUnaligned },
});

/** Whether a mapping on the hardware is analysed with sparse features. */
export const isSparse = (hardware: NestHardware, mapping: LoopNestMapping): boolean =>
  mapping.sparse !== undefined || hardware.sparse !== undefined;
