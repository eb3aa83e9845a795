import { asGemm } from '../workload/asGemm.ts';
import { defineDataflow } from './defineDataflow.ts';
import { systolicComponents } from './systolic/components.ts';
import { compute } from './systolic/compute.ts';
import { estimate } from './systolic/estimate.ts';
import { systolicHardware } from './systolic/hardware.ts';
import { systolicMapping } from './systolic/mapping.ts';
import { systolicMapSpace } from './systolic/mapSpace.ts';
import { simulate } from './systolic/simulate.ts';
import { supports } from './systolic/supports.ts';
import { systolicBound } from './systolic/systolicBound.ts';

/** Systolic arrays with dense and n:m operands behind double-buffered scratchpads: docs/models/systolic.md. */
export default defineDataflow({
  name: 'systolic',
  title: 'Systolic array (weight, input or output stationary) with n:m operands',
  reference:
    'Kung and Leiserson, Systolic Arrays (for VLSI), 1978; fold cycles as Samajdar et al., ISPASS 2020 (SCALE-Sim)',
  leaves_out: [
    'Folds run one after the other: the next stationary tile is not loaded while the present one streams.',
    'Adders that accumulate partial sums at the output scratchpad are not priced.',
    'Padding of a convolution is multiplied like data.',
    'DRAM is a bandwidth and a latency (model: simple), or commands without the energy of activates and refreshes (model: exact).',
    'Activations, normalisation and pooling are not executed.',
  ],
  hardware: systolicHardware,
  mapping: systolicMapping,
  reasons: {
    compute: 'a vector enters the array',
    fill_drain: 'a stationary operand is loaded, or results leave the array',
    bank: 'the array waits for scratchpad ports',
    dram_a: 'the array waits while the DRAM port carries a',
    dram_b: 'the array waits while the DRAM port carries b',
    dram_out: 'the array waits while the DRAM port carries outputs or partial sums',
  },
  components: systolicComponents,
  supports: (operation, hardware) =>
    asGemm(operation) === null ? `${operation.kind} is not a matrix product` : supports(operation, hardware),
  mapspace: systolicMapSpace,
  simulate,
  estimate,
  bound: systolicBound,
  compute,
});
