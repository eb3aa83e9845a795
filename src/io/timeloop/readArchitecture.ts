import { DiagnosticError } from '../../core/diagnostic.ts';
import type { ComputeLevel, NestArchitecture, StorageLevel } from '../../mapping/nest/nestArchitecture.ts';

type Plain = Readonly<Record<string, unknown>>;

/** A node with what stands above it multiplied out. */
interface Flat {
  readonly name: string;
  readonly kind: string;
  readonly attributes: Plain;
  readonly x: number;
  readonly y: number;
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Keys with underscores: older files write hyphens. */
const plainKeys = (value: unknown): Plain =>
  isPlain(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key.replaceAll('-', '_').toLowerCase(), item]),
      )
    : {};

/** `PE[0..15]` and `PE[1..16]`: 16 of them. */
function ranged(name: string): { readonly name: string; readonly count: number } {
  const match = name.match(/^(.*?)\[(\d+)\.\.(\d+)\]$/);
  return match === null
    ? { name, count: 1 }
    : { name: match[1]!, count: Number(match[3]) - Number(match[2]) + 1 };
}

function meshOf(node: Plain, count: number): { readonly x: number; readonly y: number } {
  const spatial = plainKeys(node['spatial']);
  const x = Number(spatial['meshx'] ?? 1);
  const y = Number(spatial['meshy'] ?? 1);
  return x * y > 1 ? { x, y } : { x: count, y: 1 };
}

/** Nodes of a v0.4 list, or of nested `subtree`s with `local` components, outermost first. */
function flatten(nodes: readonly unknown[], x: number, y: number, out: Flat[]): void {
  let [fx, fy] = [x, y];
  for (const raw of nodes) {
    if (!isPlain(raw)) continue;
    const { name, count } = ranged(String(raw['name'] ?? ''));
    const mesh = meshOf(raw, count);
    if (raw['class'] !== undefined) {
      const attributes = plainKeys(raw['attributes']);
      const whole = Number(attributes['instances'] ?? 0);
      const meshX = Number(attributes['meshx'] ?? attributes['mesh_x'] ?? 0);
      // Instances of a component are absolute in older files; meshX is then its width.
      [fx, fy] =
        whole > 0 ? [meshX > 0 ? meshX : whole, meshX > 0 ? whole / meshX : 1] : [fx * mesh.x, fy * mesh.y];
      out.push({ name, kind: String(raw['class']), attributes, x: fx, y: fy });
    } else if (raw['local'] !== undefined || raw['subtree'] !== undefined) {
      flatten(listOf(raw['local']), fx * mesh.x, fy * mesh.y, out);
      flatten(listOf(raw['subtree']), fx * mesh.x, fy * mesh.y, out);
    } else [fx, fy] = [fx * mesh.x, fy * mesh.y];
  }
}

const isCompute = ({ kind, attributes }: Flat): boolean =>
  /mac|compute/i.test(kind) && attributes['depth'] === undefined && attributes['entries'] === undefined;

const numberOf = (attributes: Plain, ...names: readonly string[]): number | undefined => {
  for (const name of names) if (attributes[name] !== undefined) return Number(attributes[name]);
  return undefined;
};

/** Energies by component and action of an ERT, pJ. */
export type EnergyReference = ReadonlyMap<string, Readonly<Record<string, number>>>;

export function readEnergies(ert: unknown): EnergyReference {
  const found = new Map<string, Readonly<Record<string, number>>>();
  for (const table of listOf(plainKeys(ert)['tables'])) {
    const { name, actions } = plainKeys(table);
    const short = String(name ?? '')
      .replace(/\[[^\]]*\]/g, '')
      .replace(/^.*\./, '');
    const energies = listOf(actions).flatMap((action): [string, number][] => {
      const { name: what, energy } = plainKeys(action);
      return typeof energy === 'number' ? [[String(what), energy]] : [];
    });
    found.set(short, Object.fromEntries(energies));
  }
  return found;
}

export interface ReadArchitecture {
  readonly architecture: NestArchitecture;
  readonly offChip: ReadonlySet<string>;
  readonly stated: ReadonlySet<string>;
}

/** Reads the `architecture` section. Throws WIN-TML-001 where there are no levels or no compute. */
export function readArchitecture(section: unknown, energies: EnergyReference): ReadArchitecture {
  const root = plainKeys(section);
  const flat: Flat[] = [];
  flatten(listOf(root['nodes'] ?? root['subtree']), 1, 1, flat);
  const compute = flat.find(isCompute);
  const storage = flat.filter(
    (node) => !isCompute(node) && /ram|buffer|reg|storage|fifo|spad|memory/i.test(node.kind),
  );
  if (compute === undefined || storage.length === 0)
    throw new DiagnosticError([
      {
        code: 'WIN-TML-001',
        severity: 'error',
        message: `the architecture has ${storage.length} storage levels and ${compute === undefined ? 'no' : 'a'} compute among ${flat.length} components`,
        hint: 'give components a class: DRAM, SRAM, regfile, smartbuffer_…, and intmac or fpmac for the compute',
      },
    ]);
  const offChip = new Set<string>();
  const stated = new Set<string>();
  const levels = storage.map((node): StorageLevel => {
    const { attributes, name } = node;
    const wordBits = numberOf(attributes, 'datawidth', 'word_bits', 'word_width') ?? 16;
    const clusterSize = numberOf(attributes, 'cluster_size') ?? 1;
    const width = numberOf(attributes, 'width', 'memory_width');
    const wordsPerAccess =
      numberOf(attributes, 'block_size', 'n_words') ??
      (width === undefined ? 1 : Math.max(1, Math.floor(width / (wordBits * clusterSize))));
    const depth = numberOf(attributes, 'depth', 'memory_depth');
    const kib = numberOf(attributes, 'sizekb');
    const dram = /dram/i.test(node.kind);
    if (dram) offChip.add(name);
    const entries =
      numberOf(attributes, 'entries') ??
      (depth === undefined
        ? kib === undefined
          ? undefined
          : (kib * 8192) / wordBits
        : depth * wordsPerAccess);
    const rates = {
      readBandwidth: numberOf(attributes, 'read_bandwidth'),
      writeBandwidth: numberOf(attributes, 'write_bandwidth'),
      sharedBandwidth: numberOf(attributes, 'shared_bandwidth'),
      multipleBuffering: numberOf(attributes, 'multiple_buffering'),
    };
    const ert = energies.get(name);
    if (ert !== undefined) stated.add(name);
    return {
      name,
      wordBits,
      capacityWords: dram || entries === undefined ? null : entries,
      wordsPerAccess,
      clusterSize,
      instances: { x: node.x, y: node.y },
      ...Object.fromEntries(Object.entries(rates).filter(([, rate]) => rate !== undefined)),
      energyPj: {
        read: ert?.['read'] ?? 0,
        write: ert?.['write'] ?? ert?.['update'] ?? ert?.['fill'] ?? ert?.['read'] ?? 0,
      },
    };
  });
  return {
    architecture: { name: 'imported', levels, compute: computeOf(compute, energies, stated) },
    offChip,
    stated,
  };
}

function computeOf(node: Flat, energies: EnergyReference, stated: Set<string>): ComputeLevel {
  const ert = energies.get(node.name);
  if (ert !== undefined) stated.add(node.name);
  return {
    name: node.name,
    wordBits: numberOf(node.attributes, 'datawidth', 'word_bits') ?? 16,
    instances: { x: node.x, y: node.y },
    energyPj: { compute: ert?.['compute'] ?? ert?.['mac'] ?? ert?.['mac_random'] ?? 0 },
  };
}
