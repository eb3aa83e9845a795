import * as z from 'zod';
import { type Diagnostic, DiagnosticError } from '../../core/diagnostic.ts';
import type { Einsum } from '../../mapping/nest/einsum.ts';
import type { NestArchitecture } from '../../mapping/nest/nestArchitecture.ts';
import type { NestMapping } from '../../mapping/nest/nestMapping.ts';
import type { DensitySpec } from '../../mapping/nest/sparse/densitySpec.ts';
import type { RankFormat, SparseSpec } from '../../mapping/nest/sparse/sparseSpec.ts';

const mesh = z.strictObject({ x: z.int().min(1), y: z.int().min(1) });
const energy = z.record(z.string(), z.number());
const loops = z.array(z.tuple([z.string(), z.int().min(1)]));

const sparsity = z.discriminatedUnion('model', [
  z.strictObject({ model: z.literal('uniform'), density: z.number() }),
  z.strictObject({ model: z.literal('structured'), density: z.number() }),
  z.strictObject({ model: z.literal('banded'), half_band: z.int().min(0) }),
]);

const rank = z.strictObject({
  format: z.enum(['UOP', 'CP', 'RLE', 'B', 'UB']),
  metadata_bits: z.number().optional(),
  payload_bits: z.number().optional(),
  flatten: z.array(z.string()).optional(),
});

const level = z.strictObject({
  name: z.string(),
  type: z.string().optional(),
  word_bits: z.number(),
  capacity_words: z.number().nullish(),
  words_per_access: z.int().min(1).default(1),
  cluster_size: z.int().min(1).default(1),
  instances: mesh,
  read_bw: z.number().optional(),
  write_bw: z.number().optional(),
  shared_bw: z.number().optional(),
  multiple_buffering: z.number().optional(),
  metadata: z
    .strictObject({
      storage_width_bits: z.number().default(0),
      depth: z.number().optional(),
      word_bits: z.number().optional(),
    })
    .optional(),
  compression: z.boolean().optional(),
  decompression: z.boolean().optional(),
  energy_pj: energy,
});

/** Schema `winnow-golden-case/1`: workload, architecture, mapping and sparse features of one peer run. */
const goldenCase = z.looseObject({
  schema: z.literal('winnow-golden-case/1'),
  id: z.string(),
  workload: z.looseObject({
    dims: z.record(z.string(), z.int().min(1)),
    coefficients: z.record(z.string(), z.int().min(1)).optional(),
    tensors: z.array(
      z.strictObject({
        name: z.string(),
        role: z.enum(['input', 'output']),
        index: z.array(
          z.array(
            z.union([
              z.string(),
              z.tuple([z.string()]),
              z.tuple([z.string(), z.union([z.string(), z.int()])]),
            ]),
          ),
        ),
        sparsity: sparsity.optional(),
      }),
    ),
  }),
  arch: z.looseObject({
    name: z.string(),
    levels: z.array(level),
    compute: z.looseObject({ name: z.string(), instances: mesh, word_bits: z.number(), energy_pj: energy }),
  }),
  mapping: z
    .array(
      z.strictObject({
        level: z.string(),
        temporal: loops.nullish(),
        spatial: z.strictObject({ x: loops.nullish(), y: loops.nullish() }).optional(),
        keep: z.array(z.string()).optional(),
        forwarding: z.boolean().optional(),
      }),
    )
    .optional(),
  sparse: z
    .strictObject({
      formats: z
        .array(
          z.strictObject({
            level: z.string(),
            tensor: z.string(),
            order: z.enum(['inner-to-outer', 'outer-to-inner']).default('inner-to-outer'),
            ranks: z.array(rank),
            decompress: z.boolean().optional(),
          }),
        )
        .optional(),
      actions: z
        .array(
          z.strictObject({
            level: z.string(),
            kind: z.enum(['gate', 'skip', 'spatial_skip']),
            target: z.string(),
            on: z.array(z.string()),
          }),
        )
        .optional(),
      compute: z
        .strictObject({ gate_on_zero: z.boolean().optional(), skip_unaligned: z.boolean().optional() })
        .optional(),
    })
    .optional(),
  fixed_keep: z.record(z.string(), z.array(z.string())).optional(),
});

export interface NestCase {
  readonly id: string;
  readonly einsum: Einsum;
  readonly architecture: NestArchitecture;
  readonly mapping: NestMapping;
  readonly densities: Readonly<Record<string, DensitySpec>>;
  readonly sparse: SparseSpec;
  readonly fixedKeep: Readonly<Record<string, readonly string[]>>;
}

type RawCase = z.infer<typeof goldenCase>;

function optional<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: number });
}

/**
 * Energy of a row access where a case gives none: the peer's built-in lines, in KB of capacity
 * (SRAM (1 + 5 (KB − 0.5) / 99.5) · width / 16 pJ, DRAM 200 · width / 16 pJ).
 */
function defaultEnergy(l: z.infer<typeof level>): number {
  const width = l.word_bits * l.words_per_access * l.cluster_size;
  if (l.type === 'dram') return (200 * width) / 16;
  const kib = ((l.capacity_words ?? 0) * l.word_bits) / 8 / 1024;
  return (1 + (5 * (kib - 0.5)) / 99.5) * (width / 16);
}

function architectureOf(raw: RawCase): NestArchitecture {
  return {
    name: raw.arch.name,
    levels: raw.arch.levels.map((l) => ({
      name: l.name,
      wordBits: l.word_bits,
      capacityWords: l.capacity_words ?? null,
      wordsPerAccess: l.words_per_access,
      clusterSize: l.cluster_size,
      instances: l.instances,
      ...optional('readBandwidth', l.read_bw),
      ...optional('writeBandwidth', l.write_bw),
      ...optional('sharedBandwidth', l.shared_bw),
      ...optional('multipleBuffering', l.multiple_buffering),
      energyPj: {
        read: l.energy_pj['read'] ?? defaultEnergy(l),
        write: l.energy_pj['write'] ?? defaultEnergy(l),
        ...optional(
          'gatedRead',
          l.energy_pj['gated_read'] ?? (l.energy_pj['read'] === undefined ? 0 : undefined),
        ),
        ...optional(
          'gatedWrite',
          l.energy_pj['gated_write'] ?? (l.energy_pj['write'] === undefined ? 0 : undefined),
        ),
        ...optional('skippedRead', l.energy_pj['skipped_read']),
        ...optional('skippedWrite', l.energy_pj['skipped_write']),
        ...optional('metadataRead', l.energy_pj['metadata_read']),
        ...optional('metadataWrite', l.energy_pj['metadata_write']),
        ...optional('gatedMetadataRead', l.energy_pj['gated_metadata_read']),
        ...optional('gatedMetadataWrite', l.energy_pj['gated_metadata_write']),
        ...optional('skippedMetadataRead', l.energy_pj['skipped_metadata_read']),
        ...optional('skippedMetadataWrite', l.energy_pj['skipped_metadata_write']),
        ...optional('decompress', l.energy_pj['decompress']),
        ...optional('compress', l.energy_pj['compress']),
      },
      ...(l.metadata === undefined
        ? {}
        : {
            metadata: {
              widthBits: l.metadata.storage_width_bits,
              ...optional('depth', l.metadata.depth),
              ...optional('wordBits', l.metadata.word_bits),
            },
          }),
    })),
    compute: {
      name: raw.arch.compute.name,
      wordBits: raw.arch.compute.word_bits,
      instances: raw.arch.compute.instances,
      energyPj: {
        compute: raw.arch.compute.energy_pj['compute'] ?? (raw.arch.compute.word_bits / 16) ** 2,
        ...optional('gated', raw.arch.compute.energy_pj['gated']),
        ...optional('skipped', raw.arch.compute.energy_pj['skipped']),
      },
    },
  };
}

function einsumOf(raw: RawCase): Einsum {
  const value = (c: string | number): number =>
    typeof c === 'number' ? c : (raw.workload.coefficients?.[c] ?? 1);
  return {
    name: raw.id,
    dims: raw.workload.dims,
    tensors: raw.workload.tensors.map((t) => ({
      name: t.name,
      role: t.role,
      ranks: t.index.map((terms) =>
        terms.map((term) =>
          typeof term === 'string'
            ? { dim: term, coefficient: 1 }
            : { dim: term[0], coefficient: value(term[1] ?? 1) },
        ),
      ),
    })),
  };
}

/** Reads a case file; throws WIN-VAL-021 with the path of each field that does not fit the schema. */
export function readNestCase(input: unknown, id: string): NestCase {
  const parsed = goldenCase.safeParse(input);
  if (!parsed.success)
    throw new DiagnosticError(
      parsed.error.issues.map(
        (issue): Diagnostic => ({
          code: 'WIN-VAL-021',
          severity: 'error',
          message: `case ${id}: ${issue.path.join('.')}: ${issue.message}`,
          hint: 'a case follows the schema winnow-golden-case/1 (docs/models/nest.md)',
        }),
      ),
    );
  const raw = parsed.data;
  const densities: Record<string, DensitySpec> = {};
  for (const tensor of raw.workload.tensors) {
    const s = tensor.sparsity;
    if (s === undefined) continue;
    densities[tensor.name] =
      s.model === 'banded'
        ? { model: 'banded', halfBand: s.half_band }
        : { model: s.model, density: s.density };
  }
  return {
    id: raw.id,
    einsum: einsumOf(raw),
    architecture: architectureOf(raw),
    mapping: (raw.mapping ?? []).map((m) => ({
      level: m.level,
      temporal: m.temporal ?? [],
      spatial: { x: m.spatial?.x ?? [], y: m.spatial?.y ?? [] },
      ...(m.keep === undefined ? {} : { keep: m.keep }),
      forwarding: m.forwarding ?? false,
    })),
    densities,
    sparse: {
      formats: (raw.sparse?.formats ?? []).map((f) => ({
        level: f.level,
        tensor: f.tensor,
        order: f.order,
        ranks: f.ranks.map(
          (r): RankFormat => ({
            format: r.format,
            ...(r.metadata_bits === undefined ? {} : { metadataBits: r.metadata_bits }),
            ...(r.payload_bits === undefined ? {} : { payloadBits: r.payload_bits }),
            ...(r.flatten === undefined ? {} : { flatten: r.flatten }),
          }),
        ),
      })),
      actions: (raw.sparse?.actions ?? []).map((a) => ({
        level: a.level,
        kind: a.kind === 'spatial_skip' ? 'spatial-skip' : a.kind,
        target: a.target,
        on: a.on,
      })),
      compute: {
        gateOnZero: raw.sparse?.compute?.gate_on_zero ?? false,
        skipUnaligned: raw.sparse?.compute?.skip_unaligned ?? false,
      },
    },
    fixedKeep: raw.fixed_keep ?? {},
  };
}
