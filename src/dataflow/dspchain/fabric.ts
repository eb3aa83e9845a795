import type { ComponentInstance } from '../../arch/defineComponent.ts';
import { dspChainComponents, names } from './components.ts';
import type { DspChainHardware } from './hardware.ts';

/** Resources of the whole design and of one core, and the logic that is charged by the cycle rather than by its work. */
export interface Fabric {
  readonly taken: Readonly<Record<string, number>>;
  readonly core: Readonly<Record<string, number>>;
  /** Flip-flops, clocked in every cycle. */
  readonly ff: number;
  /** Look-up tables that toggle while the design works; those of ports and of the special unit are charged by their words. */
  readonly lut: number;
}

const known = new WeakMap<DspChainHardware, Fabric>();

export function fabricOf(hardware: DspChainHardware): Fabric {
  let fabric = known.get(hardware);
  if (fabric === undefined) {
    fabric = sum(dspChainComponents(hardware), hardware.cores);
    known.set(hardware, fabric);
  }
  return fabric;
}

function sum(instances: readonly ComponentInstance[], cores: number): Fabric {
  const taken: Record<string, number> = {};
  const core: Record<string, number> = {};
  let lut = 0;
  for (const { name, count, resources } of instances) {
    for (const key in resources) {
      const amount = count * resources[key]!;
      taken[key] = (taken[key] ?? 0) + amount;
      if (name !== names.device) core[key] = (core[key] ?? 0) + amount / cores;
    }
    if (name !== names.port && name !== names.special) lut += count * (resources?.['lut'] ?? 0);
  }
  return { taken, core, ff: taken['ff'] ?? 0, lut };
}
