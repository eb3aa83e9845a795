import type { NestHardware } from '../dataflow/nest/hardware.ts';
import { type LoopNestMapping, nestMapping } from '../dataflow/nest/mapping.ts';
import { nestArchitectureOf } from '../dataflow/nest/nestArchitectureOf.ts';
import { nestOf } from '../dataflow/nest/nestOf.ts';
import { evaluate } from '../engine/evaluate.ts';
import type { PointSpec } from '../engine/point.ts';
import { prepareDesign, prepareTrace } from '../engine/preparePoint.ts';
import { shippedLibrary } from '../engine/shippedLibrary.ts';
import { writeTimeloop } from '../io/timeloop/writeTimeloop.ts';
import { operationEinsum } from '../mapping/nest/operationEinsum.ts';
import { usage } from './named.ts';

/** A layer of a point with its mapping as Timeloop YAML; energies are those it was priced with, formats are left out. */
export function exportTimeloop(spec: PointSpec, layerName: string | undefined): string {
  const { architecture, book } = prepareDesign(spec.architecture, shippedLibrary);
  const { layers } = prepareTrace(spec.workload, shippedLibrary).trace;
  const place = layerName === undefined ? 0 : layers.findIndex(({ names }) => names.includes(layerName));
  const layer = layers[place];
  if (layer === undefined)
    throw usage(
      `there is no layer ${layerName}`,
      `the layers are ${layers.map(({ name }) => name).join(', ')}`,
    );
  const result = evaluate(spec);
  const parsed = nestMapping.safeParse(result.layers[place]!.mapping);
  const einsum = operationEinsum(layer.operation, layer.operation.kind);
  if (!parsed.success || einsum === null)
    throw usage(
      `${result.dataflow} has no loop nest to export`,
      'name a sweep of the family loop-nest or pe-array',
    );
  const hardware = architecture.hardware as NestHardware;
  const priceOf = (component: string, action: string): number =>
    book.prices[book.index.get(component) ?? -1]?.energy.get(action)?.value ?? 0;
  const design = nestArchitectureOf(hardware, architecture.name, priceOf);
  const mapping: LoopNestMapping = parsed.data;
  return writeTimeloop({
    einsum,
    architecture: design,
    mapping: nestOf(mapping, hardware).map((level) => ({
      ...level,
      keep: level.keep ??
        hardware.levels.find(({ name }) => name === level.level)?.holds ?? ['a', 'b', 'out'],
    })),
    offChip: new Set(hardware.levels.filter(({ memory }) => memory !== 'sram').map(({ name }) => name)),
    stated: new Set([...design.levels.map(({ name }) => name), design.compute.name]),
  });
}
