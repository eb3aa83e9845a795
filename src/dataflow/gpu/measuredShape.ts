import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { elementBytes, type GemmShape, weightBytes } from './gemmShape.ts';

const formats: Readonly<Record<string, GemmShape['format']>> = {
  bfloat16: 'f16',
  float16: 'f16',
  float8_e4m3fn: 'f8',
  int8: 'i8',
};

/**
 * A row of measurements as a shape: columns kind (gemm, gemm24), M tokens, N outputs, K inputs, dtype, copies (sets of
 * operands used in turn; what they take together decides whether the next run finds them in L2). Outputs are two bytes,
 * int32 for int8, as the column mbytes says. Null where a column is not understood.
 */
export function measuredShape(row: Readonly<Record<string, string>>, device: GpuDevice): GemmShape | null {
  const format = formats[row['dtype'] ?? ''];
  const [m, n, k] = [Number(row['M']), Number(row['N']), Number(row['K'])];
  if (format === undefined || ![m, n, k].every((d) => Number.isInteger(d) && d > 0)) return null;
  const sparse = row['kind'] === 'gemm24';
  const bytes = elementBytes(format);
  const output_bytes = format === 'i8' ? 4 : 2;
  const shape = { batch: 1, m, n, k, format, output_bytes, sparse, warm: false };
  const set = n * k * weightBytes(shape) + m * k * bytes;
  const warm = set * Math.max(1, Number(row['copies'] || 1)) <= residentBytes(device);
  return { ...shape, warm };
}

/** Bytes of operands that the next kernel still finds in L2. */
export const residentBytes = (device: GpuDevice): number =>
  device.l2_mib * 1_048_576 * device.l2_operand_share;
