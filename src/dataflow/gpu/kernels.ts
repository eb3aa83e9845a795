import type { AnyGpuKernel } from './gpuKernel.ts';
import { attention } from './kernels/attention.ts';
import { bcsrSpmm } from './kernels/bcsrSpmm.ts';
import { blockAttention } from './kernels/blockAttention.ts';
import { blockSparseGemm } from './kernels/blockSparseGemm.ts';
import { csrSpmm } from './kernels/csrSpmm.ts';
import { elementwise } from './kernels/elementwise.ts';
import { gemm, sparseGemm } from './kernels/gemm.ts';
import { groupedGemm } from './kernels/groupedGemm.ts';
import { loadSparseGemm } from './kernels/loadSparseGemm.ts';

/** Every kernel that the mapper may choose. */
export const gpuKernels: readonly AnyGpuKernel[] = [
  gemm,
  sparseGemm,
  blockSparseGemm,
  loadSparseGemm,
  csrSpmm,
  bcsrSpmm,
  groupedGemm,
  attention,
  blockAttention,
  elementwise,
];
