import { defineDataflow } from './defineDataflow.ts';
import { computeRowWise } from './spgemm/computeRowWise.ts';
import { type NoMapping, noMapping, onlyMapping } from './spgemm/noMapping.ts';
import { asSparse, supportsSparse } from './spgemm/sparseProblem.ts';
import { threadComponents } from './spgemm/threads/components.ts';
import { estimateRowWise } from './spgemm/threads/estimateRowWise.ts';
import { rowWiseBound } from './spgemm/threads/rowWiseBound.ts';
import { type RowWiseHardware, rowWiseHardware } from './spgemm/threads/rowWiseHardware.ts';
import { simulateRowWise } from './spgemm/threads/simulateRowWise.ts';
import { threadReasons } from './spgemm/threads/threadCounts.ts';
import { windowsFit } from './spgemm/threads/windows.ts';

/** Row-wise products by threads with a scratchpad, SMASH's three versions among them: docs/models/spgemm.md. */
export default defineDataflow<RowWiseHardware, NoMapping>({
  name: 'spgemm-row-wise',
  title: 'Row-wise sparse product: threads, atomics and a scratchpad (hash, dense or no accumulator)',
  reference:
    'Gustavson, ACM TOMS 4(3), 1978; Shivdikar, SMASH, Northeastern University, 2021 (arXiv 2105.14156)',
  leaves_out: [
    'A core serves its threads in the order in which they ask, a step of the program at a time, not one instruction in turn.',
    'Instruction fetch, caches and the cores beside the multi-threaded ones are not there; the energy of issue is not priced.',
    'Sizing the windows (products of each row) and making tokens takes no time.',
    'Columns of an output row are written in the order of the table: sorting them is left to the reader.',
    'Sums of an output are added in ascending k, not in the order in which threads arrive.',
  ],
  hardware: rowWiseHardware,
  mapping: noMapping,
  reasons: threadReasons,
  components: threadComponents,
  supports(operation, hardware) {
    const answer = supportsSparse(operation);
    if (answer !== true) return answer;
    const { n, operands } = asSparse(operation);
    return windowsFit(hardware, n, operands.out.bits / 8);
  },
  mapspace: onlyMapping,
  simulate: simulateRowWise,
  estimate: estimateRowWise,
  bound: rowWiseBound,
  compute: (operation, _hardware, _mapping, data) => computeRowWise(operation, data),
});
