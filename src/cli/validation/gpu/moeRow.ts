import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { groupedGemm } from '../../../dataflow/gpu/kernels/groupedGemm.ts';
import type { GroupedGemm } from '../../../workload/operations/groupedGemm.ts';
import { type Row, rowContext, sizes } from './timeCase.ts';

/** Microseconds of a grouped product (`counts`: tokens of each expert, separated by blanks), or what the row lacks. */
export function moeTime(row: Row, device: GpuDevice, clock_hz: number): number | string {
  const size = sizes(row, ['N', 'K']);
  const rows = (row['counts'] ?? '').trim().split(/\s+/).map(Number);
  if (size === null || !rows.every((m) => Number.isInteger(m) && m >= 0) || !rows.some((m) => m > 0))
    return 'a row needs N and K as positive integers and counts as whole numbers';
  const operand = { bits: 16, sparsity: { pattern: 'dense' } } as const;
  const operands = { a: operand, b: operand, out: operand };
  const operation: GroupedGemm = { kind: 'grouped-gemm', rows, n: size.N, k: size.K, operands };
  const [plan] = groupedGemm.plans(operation, device, clock_hz);
  const run = groupedGemm.run(operation, plan!.mapping, device, rowContext(clock_hz), 'cycle');
  return (run.cycles / clock_hz) * 1e6;
}
