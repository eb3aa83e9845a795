import { defineDataflow } from './defineDataflow.ts';
import { computeRowWise } from './spgemm/computeRowWise.ts';
import { mergeComponents } from './spgemm/merge/components.ts';
import { estimateMerge } from './spgemm/merge/estimateMerge.ts';
import { type MergeHardware, mergeHardware } from './spgemm/merge/hardware.ts';
import { mergeBound } from './spgemm/merge/mergeBound.ts';
import { mergeReasons } from './spgemm/merge/mergeCounts.ts';
import { simulateMerge } from './spgemm/merge/simulateMerge.ts';
import { type NoMapping, noMapping, onlyMapping } from './spgemm/noMapping.ts';
import { supportsSparse } from './spgemm/sparseProblem.ts';

/** Row-wise products by mergers of many ways behind a cache of fibers: docs/models/spgemm.md. */
export default defineDataflow<MergeHardware, NoMapping>({
  name: 'spgemm-merge',
  title: 'Row-wise sparse product: high-radix mergers behind a cache of fibers',
  reference: 'Zhang et al., Gamma, ASPLOS 2021; Gustavson, ACM TOMS 4(3), 1978',
  leaves_out: [
    'Lines that a task has fetched stay readable until it is merged, whatever the cache replaces meanwhile.',
    'Non-zeros of a carry the place of the row of b that they name, so that no row pointers are looked up.',
    'Rows are taken in their own order: no reordering or tiling of a beforehand.',
    'Comparators of the mergers are not priced.',
  ],
  hardware: mergeHardware,
  mapping: noMapping,
  reasons: mergeReasons,
  components: mergeComponents,
  supports: supportsSparse,
  mapspace: onlyMapping,
  simulate: simulateMerge,
  estimate: estimateMerge,
  bound: mergeBound,
  compute: (operation, _hardware, _mapping, data) => computeRowWise(operation, data),
});
