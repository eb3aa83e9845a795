import type { ActionCount } from '../../arch/defineComponent.ts';
import { type LoopNest, SPATIAL_X, SPATIAL_Y, TEMPORAL } from '../../mapping/nest/loopNest.ts';
import type { Loop } from '../../mapping/nest/nestMapping.ts';
import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Execution, MacCounts, Traffic } from '../execution.ts';
import type { LevelAccesses } from '../levelAccesses.ts';
import type { SimulationContext } from '../simulationContext.ts';
import { type AnalysedNest, analyseNest } from './analyseNest.ts';
import { effectualProducts } from './effectual.ts';
import type { NestHardware } from './hardware.ts';
import type { LoopNestMapping } from './mapping.ts';
import { capacityOf, instancesOf, metadataComponent } from './nestArchitectureOf.ts';
import { nestProblemOf } from './nestProblemOf.ts';

/** Runs a mapping: counts as analysed, products of two non-zeros as sampled in `context` or expected. */
export function execute(
  operation: Operation,
  hardware: NestHardware,
  mapping: LoopNestMapping,
  context: SimulationContext | null,
): Execution {
  const analysed = analyseNest(operation, hardware, mapping, context);
  const all = nestProblemOf(operation, hardware).computes;
  const done = Math.min(all, Math.round(analysed.actual));
  const gated = Math.min(all - done, Math.round(analysed.gated));
  const effectual = Math.min(done, effectualProducts(operation, context));
  const macs = { effectual, skipped: all - done - gated, gated, padded: done - effectual };
  return executionOf(operation, hardware, analysed, macs);
}

/** An analysed nest whose products went as `macs` says. */
export function executionOf(
  operation: Operation,
  hardware: NestHardware,
  analysed: AnalysedNest,
  macs: MacCounts,
): Execution {
  const problem = nestProblemOf(operation, hardware);
  const { cycles, computeCycles, usedComputes } = analysed;
  const units = instancesOf(hardware)[hardware.levels.length]!;
  const slots = units.x * units.y;
  return {
    cycles,
    breakdown: breakdownOf(analysed),
    macs,
    traffic: trafficOf(analysed, hardware),
    actions: actionsOf(analysed, hardware, macs),
    levels: levelsOf(problem, analysed, hardware),
    utilisation: {
      array: Math.min(1, macs.effectual / (cycles * slots)),
      mapping: Math.min(1, usedComputes / slots),
      bandwidth: Math.min(1, computeCycles / cycles),
    },
  };
}

/** Cycles past those of the computes wait for the slowest level: the outermost one, or one inside. */
function breakdownOf({ cycles, computeCycles, levels }: AnalysedNest): Record<string, number> {
  const waiting = cycles - computeCycles;
  const outer = levels[0]!.cycles >= cycles ? waiting : 0;
  return { compute: computeCycles, outer_bandwidth: outer, inner_bandwidth: waiting - outer };
}

function trafficOf({ levels }: AnalysedNest, hardware: NestHardware): Traffic[] {
  const rows: Traffic[] = [];
  levels.forEach(({ tensors }, l) => {
    const { name, word_bits } = hardware.levels[l]!;
    const bytes = (words: number): number => Math.ceil((words * word_bits) / 8);
    for (const { tensor, reads, fills, updates, metadata_bits } of tensors) {
      const writes = fills + updates;
      rows.push({
        memory: name,
        operand: tensor,
        reads,
        writes,
        read_bytes: bytes(reads),
        write_bytes: bytes(writes),
      });
      if (metadata_bits > 0) {
        const read = Math.ceil(metadata_bits / 8);
        // Metadata of reads and writes is counted together.
        rows.push({
          memory: name,
          operand: `metadata_${tensor}`,
          reads: Math.ceil(metadata_bits / word_bits),
          writes: 0,
          read_bytes: read,
          write_bytes: 0,
        });
      }
    }
  });
  return rows;
}

/** Row accesses as charged. Where no energies are stated, what is gated or skipped does not happen. */
function actionsOf(
  { levels }: AnalysedNest,
  hardware: NestHardware,
  { effectual, padded, gated, skipped }: MacCounts,
): ActionCount[] {
  const actions: ActionCount[] = [];
  const add = (component: string, action: string, count: number | undefined): void => {
    if (count !== undefined && count > 0) actions.push({ component, action, count });
  };
  levels.forEach(({ accesses }, l) => {
    const level = hardware.levels[l]!;
    if (level.energy_pj !== undefined) {
      for (const [kind, count] of Object.entries(accesses)) add(level.name, kind, count);
      return;
    }
    const store = metadataComponent(level);
    const { read = 0, write = 0, metadata_read = 0, metadata_write = 0 } = accesses;
    const shared = store === level.name;
    add(level.name, 'read', shared ? read + metadata_read : read);
    add(level.name, 'write', shared ? write + metadata_write : write);
    if (shared) return;
    add(store, 'read', metadata_read);
    add(store, 'write', metadata_write);
  });
  add('mac', 'mac', effectual + padded);
  add('mac', 'gated', gated);
  if (hardware.compute.energy_pj !== undefined) add('mac', 'skipped', skipped);
  return actions;
}

function levelsOf(
  { dimNames }: NestProblem,
  { nest, levels }: AnalysedNest,
  hardware: NestHardware,
): LevelAccesses[] {
  const instances = instancesOf(hardware);
  return levels.map(({ usedInstances, cycles, tensors }, l) => {
    const level = hardware.levels[l]!;
    const capacity = capacityOf(level);
    const { x, y } = instances[l]!;
    const loops = (kind: number): Loop[] => loopsOfKind(nest, dimNames, l, kind);
    return {
      level: level.name,
      temporal: loops(TEMPORAL),
      spatial_x: loops(SPATIAL_X),
      spatial_y: loops(SPATIAL_Y),
      instances: x * y,
      used_instances: usedInstances,
      capacity_words: capacity === null ? null : Math.floor(capacity / (level.buffering ?? 1)),
      cycles,
      tensors,
    };
  });
}

function loopsOfKind(nest: LoopNest, dimNames: readonly string[], level: number, kind: number): Loop[] {
  const found: Loop[] = [];
  for (let i = nest.temporalStart[level]!; i < nest.temporalStart[level + 1]!; i++)
    if (nest.kind[i] === kind) found.push([dimNames[nest.dim[i]!]!, nest.factor[i]!]);
  return found;
}
