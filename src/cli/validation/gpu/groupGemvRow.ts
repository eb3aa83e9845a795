import { randomStream } from '../../../core/random.ts';
import { blockRows } from '../../../dataflow/gpu/blockGrid.ts';
import type { Groups } from '../../../dataflow/groupQuant/groups.ts';
import type { GroupQuantHardware } from '../../../dataflow/groupQuant/hardware.ts';
import type { GroupQuantMapping } from '../../../dataflow/groupQuant/mapping.ts';
import { slotsOf } from '../../../dataflow/groupQuant/shares.ts';
import { groupTimes, sharesOf } from '../../../dataflow/groupQuant/times.ts';
import type { Gemm } from '../../../workload/operations/gemm.ts';
import { type Row, sizes } from './timeCase.ts';

/** Outputs that are drawn; more of them are these again. */
const drawnRows = 512;

/** Groups of each output, as the measurement lays them out: drawn, rising from none to twice the mean, or every 32nd full. */
function countsOf(kind: string, n: number, each: number, density: number): Int32Array | null {
  switch (kind) {
    case 'full':
      return new Int32Array(n).fill(each);
    case 'even': {
      const rows = Math.min(n, drawnRows);
      const view = { batch: 1, m: 1, n: rows, k: each, b_shared_by: 1 };
      const kept = Math.round(density * rows * each);
      const grid = { view, block_n: 1, block_k: 1, rows, cols: each, kept };
      const drawn = blockRows(grid, randomStream(1, 'groups'));
      return Int32Array.from({ length: n }, (_, r) => drawn[r % rows]!);
    }
    case 'linear':
      return Int32Array.from({ length: n }, (_, r) =>
        Math.min(each, Math.floor((2 * density * each * (r + 0.5)) / n)),
      );
    case 'heavy':
      return Int32Array.from({ length: n }, (_, r) =>
        r % 32 === 0 ? each : Math.floor(((density * 32 - 1) / 31) * each),
      );
    default:
      return null;
  }
}

/** Microseconds of a product of group-sparse weights with one token, or what the row lacks. */
export function groupGemvTime(row: Row, hardware: GroupQuantHardware, clock_hz: number): number | string {
  const size = sizes(row, ['N', 'K', 'bits', 'group']);
  const density = Number(row['density']);
  const split = row['split'];
  if (size === null || !(density > 0 && density <= 1))
    return 'a row needs N, K, bits and group as positive integers and a density of 0 … 1';
  if (split !== 'rows' && split !== 'tasks') return 'a row needs a split: rows or tasks';
  const { N: n, K: k, bits, group } = size;
  const each = Math.ceil(k / group);
  const counts = countsOf(row['rows'] ?? '', n, each, density);
  if (counts === null) return 'a row needs rows: full, even, linear or heavy';
  const dense = { pattern: 'dense' } as const;
  const operation: Gemm = {
    kind: 'gemm',
    batch: 1,
    m: 1,
    n,
    k,
    weights: 'b',
    b_shared_by: 1,
    operands: {
      a: { bits: 16, sparsity: dense },
      b: { bits, sparsity: dense },
      out: { bits: 32, sparsity: dense },
    },
  };
  const sparse = density < 1;
  const view = { batch: 1, m: 1, n, k, b_shared_by: 1 };
  const kept = counts.reduce((sum, count) => sum + count, 0);
  const groups: Groups = { view, size: group, each, sparse, nonzeros: kept * group };
  const mapping: GroupQuantMapping = { kernel: 'group-sparse-quant-gemv', split };
  const shares = sharesOf(counts, groups, mapping, hardware);
  const slots = slotsOf(hardware, mapping);
  const times = groupTimes(operation, groups, kept, shares, slots, hardware, clock_hz, false);
  const cycles = Object.values(times).reduce((sum, part) => sum + part, 0);
  return (cycles / clock_hz) * 1e6;
}
