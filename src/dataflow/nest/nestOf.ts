import type { NestMapping } from '../../mapping/nest/nestMapping.ts';
import type { NestHardware } from './hardware.ts';
import type { LoopNestMapping } from './mapping.ts';

/** A mapping as the analysis takes it: with the links that the hardware has. */
export const nestOf = ({ loops }: LoopNestMapping, { levels }: NestHardware): NestMapping =>
  loops.map(({ level, temporal, spatial, keep }) => ({
    level,
    temporal,
    spatial,
    ...(keep === undefined ? {} : { keep }),
    forwarding: levels.find(({ name }) => name === level)?.forwarding ?? false,
  }));

/** A mapping that was found, as a mapping file writes it. */
export const loopsOf = (mapping: NestMapping): LoopNestMapping['loops'] =>
  mapping.map(({ level, temporal, spatial, keep }) => ({
    level,
    temporal: temporal.map(([dim, factor]) => [dim, factor]),
    spatial: {
      x: (spatial?.x ?? []).map(([dim, factor]) => [dim, factor]),
      y: (spatial?.y ?? []).map(([dim, factor]) => [dim, factor]),
    },
    ...(keep === undefined ? {} : { keep: keep as ('a' | 'b' | 'c' | 'out')[] }),
  }));
