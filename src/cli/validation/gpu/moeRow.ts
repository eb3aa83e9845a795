import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { groupedCycles, groupedGemm } from '../../../dataflow/gpu/kernels/groupedGemm.ts';
import { residentBytes } from '../../../dataflow/gpu/measuredShape.ts';
import type { GroupedGemm } from '../../../workload/operations/groupedGemm.ts';
import { type Row, sizes } from './timeCase.ts';

/**
 * Microseconds of a grouped product (`counts`: tokens of each expert, separated by blanks; note `warm`: repeated on the same
 * operands, which stay in the L2 if they fit), or what the row lacks.
 */
export function moeTime(row: Row, device: GpuDevice, clock_hz: number): number | string {
  const size = sizes(row, ['N', 'K']);
  const rows = (row['counts'] ?? '').trim().split(/\s+/).map(Number);
  if (size === null || !rows.every((m) => Number.isInteger(m) && m >= 0) || !rows.some((m) => m > 0))
    return 'a row needs N and K as positive integers and counts as whole numbers';
  const operand = { bits: 16, sparsity: { pattern: 'dense' } } as const;
  const operands = { a: operand, b: operand, out: operand };
  const operation: GroupedGemm = { kind: 'grouped-gemm', rows, n: size.N, k: size.K, operands };
  const [plan] = groupedGemm.plans(operation, device, clock_hz);
  const read = 2 * size.K * (rows.filter((m) => m > 0).length * size.N + rows.reduce((sum, m) => sum + m, 0));
  const resident = row['note'] === 'warm' && read <= residentBytes(device);
  const parts = groupedCycles(operation, plan!.mapping, device, clock_hz, resident);
  return (Object.values(parts).reduce((sum, cycles) => sum + cycles, 0) / clock_hz) * 1e6;
}
