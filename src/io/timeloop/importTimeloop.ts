import { stringify } from 'yaml';
import loopNest from '../../dataflow/loopNest.ts';
import type { Loop } from '../../mapping/nest/nestMapping.ts';
import { writeMapping } from '../mappingFile.ts';
import { type NamedOperation, operationOf } from './operationOf.ts';
import { readTimeloop } from './readTimeloop.ts';
import type { TimeloopDesign } from './timeloopDesign.ts';

/** Files of an import, by name, and what is to be known of them. */
export interface Imported {
  readonly files: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** Timeloop YAML as an architecture of the family loop-nest, a sweep of one layer, and its mapping where there is one. */
export function importTimeloop(texts: readonly string[], name: string): Imported {
  const design = readTimeloop(texts);
  const operation = operationOf(design.einsum);
  const bits = Math.min(design.architecture.levels[0]!.wordBits, design.architecture.compute.wordBits);
  const density = (tensor: string) => {
    for (const [from, to] of operation.tensors) if (to === tensor) return design.densities[from];
    return undefined;
  };
  const sparsity = Object.fromEntries(
    [
      ['weights', density('b')],
      ['activations', density('a')],
      ['outputs', density('out')],
    ].flatMap(([role, value]) =>
      value === undefined || value === 1 ? [] : [[role, { pattern: 'uniform', density: value }]],
    ),
  );
  const files: Record<string, string> = {
    'architecture.yaml': stringify(architectureOf(design, name)),
    'sweep.yaml': stringify({
      kind: 'sweep',
      version: 1,
      name,
      workloads: [
        {
          layers: [{ name: 'layer', ...withSparsity(operation, sparsity) }],
          bits: { weights: bits, activations: bits, outputs: bits },
          ...(Object.keys(sparsity).length === 0 || operation.kind === 'einsum' ? {} : { sparsity }),
        },
      ],
      architectures: [{ extends: './architecture.yaml' }],
      mapping: { objective: 'edp', ...(design.mapping.length === 0 ? {} : { file: './mapping.yaml' }) },
      fidelity: 'estimate',
    }),
  };
  if (design.mapping.length > 0) {
    const named = (loops: readonly Loop[] | undefined): Loop[] =>
      (loops ?? []).map(([dim, factor]) => [operation.dims.get(dim) ?? dim, factor]);
    const loops = design.mapping.map(({ level, temporal, spatial, keep }) => ({
      level,
      temporal: named(temporal),
      spatial: { x: named(spatial?.x), y: named(spatial?.y) },
      ...(keep === undefined ? {} : { keep: keep.map((tensor) => operation.tensors.get(tensor)) }),
    }));
    files['mapping.yaml'] = writeMapping(
      { dataflow: loopNest.name, architecture: name, layers: [{ layer: 'layer', mapping: { loops } }] },
      loopNest,
    );
  }
  const notes = [...design.notes, 'clock and node are not in the files: 1 GHz and 45 nm are placeholders'];
  if (design.stated.size === 0) notes.push('no ERT is given: accesses are priced by the energy tables');
  return { files, notes };
}

/** An einsum says itself where its inputs are sparse. */
function withSparsity(
  { kind, layer }: NamedOperation,
  { activations: a, weights: b }: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (kind !== 'einsum' || (a ?? b) === undefined) return layer;
  const sparsity = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
  return { einsum: { ...(layer['einsum'] as object), sparsity } };
}

function architectureOf({ architecture, mapping, offChip, stated }: TimeloopDesign, name: string) {
  const { levels, compute } = architecture;
  const below = [...levels.slice(1).map(({ instances }) => instances), compute.instances];
  return {
    kind: 'architecture',
    version: 1,
    name,
    source: 'imported from Timeloop YAML',
    dataflow: loopNest.name,
    clock_hz: 1e9,
    technology: { node_nm: 45 },
    levels: levels.map((level, l) => {
      const { x, y } = level.instances;
      const outside = offChip.has(level.name) || level.capacityWords === null;
      return {
        name: level.name,
        memory: outside ? 'lpddr4' : 'sram',
        word_bits: level.wordBits,
        words_per_access: level.wordsPerAccess,
        ...(level.capacityWords === null ? {} : { capacity_words: Math.floor(level.capacityWords) }),
        ...((level.multipleBuffering ?? 1) === 1 ? {} : { buffering: level.multipleBuffering }),
        ...(level.clusterSize === 1 ? {} : { cluster_size: level.clusterSize }),
        ...(level.readBandwidth === undefined ? {} : { read_words_per_cycle: level.readBandwidth }),
        ...(level.writeBandwidth === undefined ? {} : { write_words_per_cycle: level.writeBandwidth }),
        ...(level.sharedBandwidth === undefined ? {} : { shared_words_per_cycle: level.sharedBandwidth }),
        fan_out: { x: Math.floor(below[l]!.x / x), y: Math.floor(below[l]!.y / y) },
        ...(mapping.find((m) => m.level === level.name)?.forwarding === true ? { forwarding: true } : {}),
        ...(stated.has(level.name)
          ? { energy_pj: { read: level.energyPj.read, write: level.energyPj.write } }
          : {}),
      };
    }),
    compute: {
      bits_a: compute.wordBits,
      bits_b: compute.wordBits,
      accumulator_bits: Math.min(64, Math.max(compute.wordBits, ...levels.map(({ wordBits }) => wordBits))),
      ...(stated.has(compute.name) ? { energy_pj: { mac: compute.energyPj.compute } } : {}),
    },
  };
}
