import { stringify } from 'yaml';
import type { Loop } from '../../mapping/nest/nestMapping.ts';
import type { TimeloopDesign } from './timeloopDesign.ts';

type Written = Pick<TimeloopDesign, 'einsum' | 'architecture' | 'mapping' | 'offChip' | 'stated'>;

/** A design as Timeloop v0.4 YAML: architecture, ERT where energies are stated, problem, and mapping. */
export function writeTimeloop({ einsum, architecture, mapping, offChip, stated }: Written): string {
  const { levels, compute } = architecture;
  let above = { x: 1, y: 1 };
  const spatial = (instances: { readonly x: number; readonly y: number }) => {
    const mesh = { meshX: instances.x / above.x, meshY: instances.y / above.y };
    above = instances;
    return mesh.meshX * mesh.meshY > 1 ? { spatial: mesh } : {};
  };
  const nodes = levels.map((level) => ({
    name: level.name,
    class: offChip.has(level.name) ? 'DRAM' : 'SRAM',
    ...spatial(level.instances),
    attributes: {
      datawidth: level.wordBits,
      block_size: level.wordsPerAccess,
      cluster_size: level.clusterSize,
      width: level.wordBits * level.wordsPerAccess * level.clusterSize,
      ...(level.capacityWords === null
        ? {}
        : level.capacityWords % level.wordsPerAccess === 0
          ? { depth: level.capacityWords / level.wordsPerAccess }
          : { entries: level.capacityWords }),
      ...(level.readBandwidth === undefined ? {} : { read_bandwidth: level.readBandwidth }),
      ...(level.writeBandwidth === undefined ? {} : { write_bandwidth: level.writeBandwidth }),
      ...(level.sharedBandwidth === undefined ? {} : { shared_bandwidth: level.sharedBandwidth }),
      ...((level.multipleBuffering ?? 1) === 1 ? {} : { multiple_buffering: level.multipleBuffering }),
    },
  }));
  const mac = {
    name: compute.name,
    class: 'intmac',
    ...spatial(compute.instances),
    attributes: { datawidth: compute.wordBits },
  };
  const tables = [
    ...levels.map(({ name, energyPj }) => ({
      name,
      actions: { read: energyPj.read, write: energyPj.write, update: energyPj.write },
    })),
    { name: compute.name, actions: { compute: compute.energyPj.compute } },
  ].filter(({ name }) => stated.has(name));
  const dims = Object.keys(einsum.dims);
  const document = {
    architecture: { version: 0.4, nodes: [...nodes, mac] },
    ...(tables.length === 0
      ? {}
      : {
          ERT: {
            version: 0.4,
            tables: tables.map(({ name, actions }) => ({
              name: `system.${name}[1..1]`,
              actions: Object.entries(actions).map(([action, energy]) => ({
                name: action,
                arguments: {},
                energy,
              })),
            })),
          },
        }),
    problem: {
      version: 0.4,
      shape: {
        name: einsum.name,
        dimensions: dims,
        data_spaces: einsum.tensors.map(({ name, role, ranks }) => ({
          name,
          projection: ranks.map((terms) =>
            terms.map(({ dim, coefficient }) => (coefficient === 1 ? [dim] : [dim, coefficient])),
          ),
          ...(role === 'output' ? { read_write: true } : {}),
        })),
      },
      instance: einsum.dims,
    },
    mapping: mapping.flatMap(({ level, temporal, spatial: fan, keep, forwarding }) => {
      const x = fan?.x ?? [];
      const y = fan?.y ?? [];
      const tensors = einsum.tensors.map(({ name }) => name);
      return [
        {
          target: level,
          type: 'dataspace',
          keep: keep ?? tensors,
          bypass: tensors.filter((name) => keep !== undefined && !keep.includes(name)),
        },
        ...(x.length + y.length === 0
          ? []
          : [
              {
                target: level,
                type: 'spatial',
                ...loopsOf([...inner(x), ...inner(y)], dims),
                split: x.length,
                ...(forwarding === true ? {} : { no_link_transfer: tensors }),
              },
            ]),
        { target: level, type: 'temporal', ...loopsOf(inner(temporal), dims) },
      ];
    }),
  };
  const text = stringify(document, { aliasDuplicateObjects: false, lineWidth: 110 });
  // The tag by which v0.4 tells components from containers.
  return text.replace(/^( +)- name: (.*)\n( +)class:/gm, '$1- !Component\n$3name: $2\n$3class:');
}

const inner = (loops: readonly Loop[]): Loop[] => [...loops].reverse();

/** Factors of all dims, and the order with the innermost first. */
function loopsOf(loops: readonly Loop[], dims: readonly string[]) {
  const order = [...loops.map(([dim]) => dim), ...dims.filter((dim) => !loops.some(([d]) => d === dim))];
  return {
    factors: order.map((dim) => `${dim}=${loops.find(([d]) => d === dim)?.[1] ?? 1}`),
    permutation: order,
  };
}
