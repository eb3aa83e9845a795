import { names, satComponents } from './components.ts';
import type { SatHardware } from './hardware.ts';

/** Resources of the design, and the logic that is charged by the cycle rather than by its work. */
export interface SatFabric {
  readonly taken: Readonly<Record<string, number>>;
  /** The design without the shell: all of it is one core. */
  readonly core: Readonly<Record<string, number>>;
}

const known = new WeakMap<SatHardware, SatFabric>();

export function satFabric(hardware: SatHardware): SatFabric {
  const done = known.get(hardware);
  if (done !== undefined) return done;
  const taken: Record<string, number> = {};
  const core: Record<string, number> = {};
  for (const { name, count, resources } of satComponents(hardware))
    for (const key in resources) {
      const amount = count * resources[key]!;
      taken[key] = (taken[key] ?? 0) + amount;
      if (name !== names.device) core[key] = (core[key] ?? 0) + amount;
    }
  const fabric = { taken, core };
  known.set(hardware, fabric);
  return fabric;
}
