import * as z from 'zod';
import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { operandShape } from '../../../tensor/operandShape.ts';
import { resolvePattern } from '../../../tensor/resolvePattern.ts';
import { asGemm, type GemmView } from '../../../workload/asGemm.ts';
import type { Operation } from '../../../workload/operation.ts';
import type { Execution } from '../../execution.ts';
import { boardBound } from '../boardBound.ts';
import { boardExecution } from '../boardExecution.ts';
import { computeTiles } from '../computeTiles.ts';
import type { GpuKernel } from '../gpuKernel.ts';
import { isUnstructured } from '../isUnstructured.ts';

const mapping = z.strictObject({ kernel: z.literal('csr-spmm') });
type Mapping = z.output<typeof mapping>;

/** Tokens that a pass over the non-zeros serves: four warps of 32 lanes. */
const columns = 128;

/**
 * Cycles of a pass over the non-zeros for every 128 tokens: each non-zero costs its own value and index, and the row of
 * activations that it meets. Rows are shared out by non-zeros, so that their lengths make no difference.
 */
export function csrCycles(nnz: number, tokens: number, device: GpuDevice, clock_hz: number) {
  const { launch_us, cycles_per_nonzero, cycles_per_column } = device.kernels.csr;
  const passes = Math.ceil(tokens / columns);
  const index = Math.ceil((nnz * passes * cycles_per_nonzero) / device.sm_count);
  const compute = Math.ceil((nnz * passes * cycles_per_column * Math.min(columns, tokens)) / device.sm_count);
  return { launch: Math.round((launch_us * clock_hz) / 1e6), latency: index, compute };
}

/** MAC per clock and SM of the CUDA cores, in fp32: 128 lanes. */
const coreRate = 128;

const nonZeros = (operation: Operation, view: GemmView): number =>
  Math.round(resolvePattern(operation.operands.b.sparsity).statistics(operandShape('b', view)).nnz);

function run(operation: Operation, device: GpuDevice, clock_hz: number): Execution {
  const view = asGemm(operation)!;
  const { m, n, k } = view;
  const { a, b, out } = operation.operands;
  const nnz = nonZeros(operation, view);
  const parts = csrCycles(nnz, m, device, clock_hz);
  const bytes = nnz * (b.bits / 8 + 4) + (m * k * a.bits) / 8;
  const memory = Math.ceil((bytes * clock_hz) / (device.hbm_bytes_per_s * device.hbm_efficiency));
  const effectual = m * nnz;
  return boardExecution({
    breakdown: { ...parts, hbm: Math.max(0, memory - parts.latency - parts.compute) },
    macs: { effectual, skipped: m * n * k - effectual, gated: 0, padded: 0 },
    moved: [
      { operand: 'a', reads: m * k, writes: 0, bytes: a.bits / 8 },
      { operand: 'b', reads: nnz, writes: 0, bytes: b.bits / 8 },
      { operand: 'metadata_b', reads: nnz + n + 1, writes: 0, bytes: 4 },
      { operand: 'out', reads: 0, writes: m * n, bytes: Math.ceil(out.bits / 8) },
    ],
    rate: coreRate * device.sm_count,
    device,
    clock_hz,
  });
}

/** Product of unstructured weights, compressed by row, with dense activations on the CUDA cores (cuSPARSE). */
export const csrSpmm: GpuKernel<Mapping> = {
  name: 'csr-spmm',
  mapping,
  weights: 'pruned',
  accepts(operation) {
    const fits = isUnstructured(operation);
    if (fits !== true) return fits;
    const { a, b } = operation.operands;
    const bits = Math.max(a.bits, b.bits);
    return bits === 16 || bits === 32 || `needs operands of 16 or 32 bits, has ${bits}`;
  },
  plans: (operation, device, clock_hz) => [
    { mapping: { kernel: 'csr-spmm' }, cycles: run(operation, device, clock_hz).cycles },
  ],
  run: (operation, _mapping, device, { clock_hz }) => run(operation, device, clock_hz),
  bound(operation, device, clock_hz) {
    const view = asGemm(operation)!;
    const { a, b } = operation.operands;
    const nnz = nonZeros(operation, view);
    const bytes = nnz * (b.bits / 8 + 4) + (view.m * view.k * a.bits) / 8;
    // There is one way to launch it, so its passes over the non-zeros are a bound as they stand.
    const { launch, latency, compute } = csrCycles(nnz, view.m, device, clock_hz);
    const passes = {
      name: 'compute',
      cycles: latency + compute,
      formula: `${Math.ceil(view.m / columns)} passes over ${nnz} non-zeros`,
    };
    return boardBound(launch, bytes, [passes], device, clock_hz);
  },
  compute: (operation, _mapping, data) =>
    computeTiles(asGemm(operation)!, { tile_k: asGemm(operation)!.k, split_k: 1 }, data),
};
