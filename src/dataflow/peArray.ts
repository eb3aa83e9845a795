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
import { runArray } from './peArray/runArray.ts';

/** A loop nest run tile by tile on the operands themselves, element by element: docs/models/nest.md. */
export default defineDataflow({
  name: 'pe-array',
  title: 'Loop nest run tile by tile on sampled operands: elements wait for the one with most work',
  reference: 'Nests as loop-nest; barriers between tiles as in Parashar et al., SCNN, ISCA 2017, section 6.1',
  leaves_out: [
    'All elements begin a tile together: no element runs ahead into the next one.',
    'The units of an element share its products evenly.',
    'Levels overlap perfectly with the elements, and their traffic is the analysis of loop-nest on tile histograms.',
    'Packed vectors: partial sums are read and written for products of two non-zeros alone; their energy is that of the analysis.',
    'A sampled tile that is fuller than its pattern promises does not spill.',
    'Inputs of a convolution are sampled as patches, so a word that several windows see may be zero in one of them.',
  ],
  hardware: nestHardware,
  mapping: nestMapping,
  reasons: {
    compute: 'what the elements would take if their work were spread evenly',
    imbalance: 'elements wait for the one with most products in the tile',
    packing: 'vectors of packed non-zeros are not full',
    empty: 'tiles in which no element has a product are handed over',
    outer_bandwidth: 'the elements wait for the outermost level',
    inner_bandwidth: 'the elements wait for a level inside',
  },
  searchesByPrice: true,
  components: nestComponents,
  supports: (operation, hardware) =>
    asGemm(operation) === null
      ? `${operation.kind} is not a matrix product`
      : nestSupports(operation, hardware),
  mapspace: nestMapSpace,
  simulate: runArray,
  estimate: (operation, hardware, mapping) => execute(operation, hardware, mapping, null),
  bound: (operation, hardware) => nestBound(operation, hardware, true),
  compute,
});
