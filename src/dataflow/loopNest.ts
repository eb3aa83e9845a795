import { asGemm } from '../workload/asGemm.ts';
import { defineDataflow } from './defineDataflow.ts';
import { nestComponents } from './nest/components.ts';
import { compute } from './nest/compute.ts';
import { execute } from './nest/execute.ts';
import { nestHardware } from './nest/hardware.ts';
import { nestMapping } from './nest/mapping.ts';
import { nestBound } from './nest/nestBound.ts';
import { nestMapSpace } from './nest/nestMapSpace.ts';
import { nestSupports } from './nest/nestSupports.ts';

/** Any chain of storage levels with fan-outs and sparse features: docs/models/nest.md. */
export default defineDataflow({
  name: 'loop-nest',
  title: 'Loop nest on a hierarchy of storage levels, dense and sparse, with a mapper',
  reference:
    'Parashar et al., Timeloop, ISPASS 2019; Wu et al., Sparseloop, MICRO 2022 (counts equal those of v3.0.3)',
  leaves_out: [
    'Levels overlap perfectly: no pipeline fill, no stall of a double buffer, no skew of the array.',
    'Adders of spatial reductions, wires, networks and address generators cost nothing.',
    'Sparse counts are expectations over tiles: units that get more work than others do not hold up the rest.',
    'Metadata without a store of its own takes accesses, but no capacity.',
    'A sampled tile that is fuller than its pattern promises does not spill.',
    "Zeros of a convolution's inputs are expectations in both fidelities, as are samples of more than 2^20 non-zeros.",
    'Padding of a convolution is read and multiplied like data.',
  ],
  hardware: nestHardware,
  mapping: nestMapping,
  reasons: {
    compute: 'the units in use work',
    outer_bandwidth: 'the units wait for the outermost level',
    inner_bandwidth: 'the units wait for a level inside',
  },
  searchesByPrice: true,
  components: nestComponents,
  supports: (operation, hardware) =>
    operation.kind !== 'einsum' && asGemm(operation) === null
      ? `${operation.kind} is not a product of tensors`
      : hardware.sparse?.vectors !== undefined
        ? 'packed vectors (sparse.vectors) are executed by the dataflow pe-array'
        : nestSupports(operation, hardware),
  mapspace: nestMapSpace,
  simulate: execute,
  estimate: (operation, hardware, mapping) => execute(operation, hardware, mapping, null),
  bound: (operation, hardware) => nestBound(operation, hardware),
  compute,
});
