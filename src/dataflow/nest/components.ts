import type { ComponentInstance } from '../../arch/defineComponent.ts';
import dram from '../../arch/dram.ts';
import mac from '../../arch/mac.ts';
import sram from '../../arch/sram.ts';
import statedMac from '../../arch/statedMac.ts';
import statedStorage from '../../arch/statedStorage.ts';
import type { HardwareLevel, NestHardware } from './hardware.ts';
import { capacityOf, instancesOf } from './nestArchitectureOf.ts';

/** The hardware as priced: one memory a level (per cluster of instances), its metadata store, the units. */
export function nestComponents(hardware: NestHardware): ComponentInstance[] {
  const instances = instancesOf(hardware);
  const list = hardware.levels.flatMap((level, l): ComponentInstance[] => {
    const { x, y } = instances[l]!;
    return storage(level, Math.ceil((x * y) / (level.cluster_size ?? 1)));
  });
  const { x, y } = instances[hardware.levels.length]!;
  const { bits_a, bits_b, accumulator_bits, energy_pj } = hardware.compute;
  list.push(
    energy_pj === undefined
      ? {
          name: 'mac',
          component: mac.name,
          count: x * y,
          attributes: mac.attributes({ bits_a, bits_b, accumulator_bits }),
        }
      : { name: 'mac', component: statedMac.name, count: x * y, attributes: computeEnergies(energy_pj) },
  );
  return list;
}

function storage(level: HardwareLevel, count: number): ComponentInstance[] {
  const { name, memory, cluster_size = 1, banks = 1 } = level;
  const word_bits = level.word_bits * level.words_per_access * cluster_size;
  if (level.energy_pj !== undefined)
    return [{ name, component: statedStorage.name, count, attributes: storageEnergies(level.energy_pj) }];
  const parts: ComponentInstance[] =
    memory === 'sram'
      ? [
          {
            name,
            component: sram.name,
            count,
            attributes: sram.attributes({
              capacity_bytes: (capacityOf(level)! * level.word_bits * cluster_size) / 8,
              word_bits,
              banks,
              ports: 1,
            }),
          },
        ]
      : [
          {
            name,
            component: dram.name,
            count,
            attributes: dram.attributes({ kind: memory, bits: word_bits }),
          },
        ];
  const store = level.metadata;
  if (store === undefined) return parts;
  const depth = store.depth ?? 1024;
  parts.push({
    name: `${name}.metadata`,
    component: memory === 'sram' ? sram.name : dram.name,
    count,
    attributes:
      memory === 'sram'
        ? sram.attributes({
            capacity_bytes: (depth * store.width_bits) / 8,
            word_bits: store.width_bits,
            banks: 1,
            ports: 1,
          })
        : dram.attributes({ kind: memory, bits: store.width_bits }),
  });
  return parts;
}

/** Stated energies with their fallbacks: gated as full, skipped as gated, metadata free. */
function storageEnergies(stated: NonNullable<HardwareLevel['energy_pj']>): Record<string, number> {
  const { read, write } = stated;
  const gated_read = stated.gated_read ?? read;
  const gated_write = stated.gated_write ?? write;
  const metadata_read = stated.metadata_read ?? 0;
  const metadata_write = stated.metadata_write ?? 0;
  const gated_metadata_write = stated.gated_metadata_write ?? metadata_write;
  return {
    read,
    write,
    gated_read,
    gated_write,
    skipped_read: stated.skipped_read ?? gated_read,
    skipped_write: stated.skipped_write ?? gated_write,
    metadata_read,
    metadata_write,
    gated_metadata_read: stated.gated_metadata_read ?? metadata_read,
    gated_metadata_write,
    skipped_metadata_read: stated.skipped_metadata_read ?? metadata_read,
    skipped_metadata_write: stated.skipped_metadata_write ?? gated_metadata_write,
    decompress: stated.decompress ?? 0,
    compress: stated.compress ?? 0,
  };
}

function computeEnergies(stated: NonNullable<NestHardware['compute']['energy_pj']>): Record<string, number> {
  const gated = stated.gated ?? stated.mac;
  return { mac: stated.mac, gated, skipped: stated.skipped ?? gated };
}
