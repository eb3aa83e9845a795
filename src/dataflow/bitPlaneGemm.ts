import * as z from 'zod';
import type { GpuDevice } from '../arch/gpu/gpuDevice.ts';
import type { Operation } from '../workload/operation.ts';
import { compute } from './bitPlane/compute.ts';
import { planeExecution } from './bitPlane/execution.ts';
import { type BitPlaneHardware, bitPlaneHardware } from './bitPlane/hardware.ts';
import { type BitPlaneMapping, bitPlaneMapping } from './bitPlane/mapping.ts';
import { planeBound } from './bitPlane/planeBound.ts';
import { planePlans } from './bitPlane/planeCandidates.ts';
import { planeRefusal, planeShape, unitsOf } from './bitPlane/planeShape.ts';
import { defineDataflow } from './defineDataflow.ts';
import { closedLoop, eventLoop } from './gpu/kernelRun.ts';
import gpu from './gpu.ts';

type LibraryMapping = { readonly kernel: string };
type Mapping = BitPlaneMapping | LibraryMapping;

const mapping = z.union([bitPlaneMapping, gpu.mapping]) as unknown as z.ZodType<Mapping>;

const isPlanes = (chosen: Mapping): chosen is BitPlaneMapping => chosen.kernel === 'bit-plane-gemm';

/** The device as the library's dataflow takes it: one object for each, since that remembers its answers by it. */
const libraries = new WeakMap<GpuDevice, Parameters<typeof gpu.supports>[1]>();
function library({ gpu: device }: BitPlaneHardware): Parameters<typeof gpu.supports>[1] {
  let known = libraries.get(device);
  if (known === undefined) {
    known = { gpu: device, dense_fallback: false };
    libraries.set(device, known);
  }
  return known;
}

const onLibrary = (operation: Operation, hardware: BitPlaneHardware): boolean =>
  gpu.supports(operation, library(hardware)) === true;

/** Products of few bits by planes of single bits on a GPU; all else on its library: docs/models/bit-plane.md. */
export default defineDataflow<BitPlaneHardware, Mapping>({
  name: 'bit-plane-gemm',
  title:
    'Arbitrary precision on a GPU: products of 1 … 8 bits by bit planes (or 4-bit digits), the rest as gpu',
  reference:
    'Ma et al., Efficient Arbitrary Precision Acceleration for Large Language Models on GPU Tensor Cores, ASP-DAC 2025 (arXiv 2409.17870)',
  leaves_out: [
    'Cutting activations into digits: the operator before is taken to write them so.',
    'Scales and zero points after the product.',
    'Conflicts of shared-memory banks.',
    'The power limit for products of few bits.',
    ...gpu.leaves_out,
  ],
  hardware: bitPlaneHardware,
  mapping,
  reasons: {
    ...gpu.reasons,
    recovery: 'sums of digit pairs meet in shared memory and are added with shifts',
  },
  components: (hardware, design) => gpu.components(library(hardware), design),
  supports(operation, hardware) {
    const refusal = planeRefusal(operation);
    if (refusal === null) return true;
    const answer = gpu.supports(operation, library(hardware));
    return answer === true || `bit-plane-gemm ${refusal}; ${answer}`;
  },
  mapspace(operation, hardware, design) {
    const { clock_hz } = design;
    const planes = planeRefusal(operation) === null;
    if (!planes) return gpu.mapspace(operation, library(hardware), design);
    const plans: { readonly mapping: Mapping; readonly cycles: number }[] = unitsOf(hardware).flatMap(
      (unit) => [...planePlans(planeShape(operation, hardware, unit), unit, hardware, clock_hz)],
    );
    if (hardware.library_fallback && onLibrary(operation, hardware)) {
      const { candidates, cost } = gpu.mapspace(operation, library(hardware), design);
      for (const candidate of candidates())
        plans.push({ mapping: candidate, cycles: cost?.(candidate, 'cycles') ?? Number.POSITIVE_INFINITY });
    }
    plans.sort((x, y) => x.cycles - y.cycles);
    const cycles = new Map(plans.map((plan) => [plan.mapping, plan.cycles]));
    return {
      size: plans.length,
      candidates: () => plans.map(({ mapping: candidate }) => candidate),
      cost: (candidate) => cycles.get(candidate) ?? Number.POSITIVE_INFINITY,
      ...(plans.length === 0 && {
        infeasible: 'no tile fits: its sums exceed accumulator_kib, or a stage exceeds shared memory',
      }),
    };
  },
  simulate: (operation, hardware, chosen, context) =>
    isPlanes(chosen)
      ? planeExecution(operation, chosen, hardware, context.clock_hz, eventLoop)
      : gpu.simulate(operation, library(hardware), chosen, context),
  estimate: (operation, hardware, chosen, context) =>
    isPlanes(chosen)
      ? planeExecution(operation, chosen, hardware, context.clock_hz, closedLoop)
      : gpu.estimate(operation, library(hardware), chosen, context),
  bound(operation, hardware, context) {
    if (planeRefusal(operation) !== null) return gpu.bound(operation, library(hardware), context);
    // A mapping file may name a kernel of the library too, so the lesser of the bounds holds.
    const planes = planeBound(operation, hardware, context.clock_hz);
    if (!onLibrary(operation, hardware)) return planes;
    const other = gpu.bound(operation, library(hardware), context);
    return planes.cycles <= other.cycles ? planes : other;
  },
  compute: (operation, hardware, chosen, data) =>
    isPlanes(chosen)
      ? compute(operation, chosen, data)
      : gpu.compute(operation, library(hardware), chosen, data),
});
