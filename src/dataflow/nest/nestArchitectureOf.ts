import type {
  ComputeLevel,
  MetadataStore,
  NestArchitecture,
  StorageEnergy,
} from '../../mapping/nest/nestArchitecture.ts';
import type { HardwareLevel, NestHardware } from './hardware.ts';

/** Energy of one action of a component, in pJ. */
export type PriceOf = (component: string, action: string) => number;

/** Words that an instance of a level holds; null: unlimited. */
export function capacityOf({ capacity_words, capacity_kib, word_bits }: HardwareLevel): number | null {
  if (capacity_words !== undefined) return capacity_words;
  return capacity_kib === undefined ? null : Math.floor((capacity_kib * 8192) / word_bits);
}

/** Where metadata of a level goes: its own store, or rows like those of the words. */
export const metadataOf = ({ metadata, word_bits, words_per_access }: HardwareLevel): MetadataStore =>
  metadata === undefined
    ? { widthBits: word_bits * words_per_access }
    : {
        widthBits: metadata.width_bits,
        ...(metadata.word_bits === undefined ? {} : { wordBits: metadata.word_bits }),
        ...(metadata.depth === undefined ? {} : { depth: metadata.depth }),
      };

/** Name of the component that metadata of a level is read from. */
export const metadataComponent = (level: HardwareLevel): string =>
  level.metadata === undefined || level.energy_pj !== undefined ? level.name : `${level.name}.metadata`;

/** Instances of each level, and of the compute last: products of the fan-outs above. */
export function instancesOf({
  levels,
}: Pick<NestHardware, 'levels'>): { readonly x: number; readonly y: number }[] {
  const found = [{ x: 1, y: 1 }];
  levels.forEach(({ fan_out }, l) => {
    const { x, y } = found[l]!;
    found.push({ x: x * fan_out.x, y: y * fan_out.y });
  });
  return found;
}

/** The hardware as the loop-nest analysis sees it; with prices where energies matter, else counts alone are asked. */
export function nestArchitectureOf(
  hardware: NestHardware,
  name: string,
  priceOf: PriceOf | null,
): NestArchitecture {
  const instances = instancesOf(hardware);
  return {
    name,
    levels: hardware.levels.map((level, l) => ({
      name: level.name,
      wordBits: level.word_bits,
      capacityWords: capacityOf(level),
      wordsPerAccess: level.words_per_access,
      clusterSize: level.cluster_size ?? 1,
      instances: instances[l]!,
      multipleBuffering: level.buffering ?? 1,
      ...(level.read_words_per_cycle === undefined ? {} : { readBandwidth: level.read_words_per_cycle }),
      ...(level.write_words_per_cycle === undefined ? {} : { writeBandwidth: level.write_words_per_cycle }),
      ...(level.shared_words_per_cycle === undefined
        ? {}
        : { sharedBandwidth: level.shared_words_per_cycle }),
      energyPj: energyOf(level, priceOf),
      metadata: metadataOf(level),
      ...(level.holds === undefined ? {} : { holds: level.holds }),
    })),
    compute: computeOf(hardware, instances[hardware.levels.length]!, priceOf),
  };
}

function energyOf(level: HardwareLevel, priceOf: PriceOf | null): StorageEnergy {
  const stated = level.energy_pj;
  if (stated !== undefined) {
    const entries = Object.entries(stated).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries.map(([key, value]) => [camel(key), value])) as unknown as StorageEnergy;
  }
  if (priceOf === null) return { read: 0, write: 0 };
  const store = metadataComponent(level);
  return {
    read: priceOf(level.name, 'read'),
    write: priceOf(level.name, 'write'),
    // An access that is gated or skipped does not happen.
    gatedRead: 0,
    gatedWrite: 0,
    metadataRead: priceOf(store, 'read'),
    metadataWrite: priceOf(store, 'write'),
    gatedMetadataRead: 0,
    gatedMetadataWrite: 0,
    skippedMetadataRead: 0,
    skippedMetadataWrite: 0,
  };
}

const camel = (key: string): string => key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

function computeOf(
  { compute }: NestHardware,
  instances: { readonly x: number; readonly y: number },
  priceOf: PriceOf | null,
): ComputeLevel {
  const stated = compute.energy_pj;
  const price = (action: string): number => (priceOf === null ? 0 : priceOf('mac', action));
  return {
    name: 'mac',
    wordBits: Math.max(compute.bits_a, compute.bits_b),
    instances,
    energyPj:
      stated === undefined
        ? { compute: price('mac'), gated: price('gated'), skipped: 0 }
        : {
            compute: stated.mac,
            ...(stated.gated === undefined ? {} : { gated: stated.gated }),
            ...(stated.skipped === undefined ? {} : { skipped: stated.skipped }),
          },
  };
}
