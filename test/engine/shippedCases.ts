import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataflows } from '../../src/dataflow/registry.gen.ts';
import type { PointSpec } from '../../src/engine/point.ts';
import { loadDocument } from '../../src/io/loadDocument.ts';
import { toValue } from '../../src/io/sourceNode.ts';
import { repositoryRoot } from '../harness.ts';

/** Where the architectures that ship lie. */
export const shippedFolder = fileURLToPath(new URL('configs/arch', repositoryRoot));
export const shippedFiles = readdirSync(shippedFolder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

const nm = (n: number, m: number) => ({ weights: { pattern: 'n:m', n, m } });
/** Layers that between them reach every part of the hardware: bandwidth, latency, edges, indices, low precision. */
const workloads: Record<string, PointSpec['workload']> = {
  square: { layers: [{ name: 'g', gemm: [96, 80, 72] }] },
  large: { layers: [{ name: 'g', gemm: [4096, 4096, 4096] }] },
  skinny: { layers: [{ name: 'g', gemm: [1, 2048, 2048] }] },
  deep: { layers: [{ name: 'g', gemm: [64, 64, 16384] }] },
  conv: {
    layers: [
      { name: 'c', conv: { height: 14, width: 14, channels: 32, filters: 48, kernel: 3, padding: 1 } },
    ],
    batch: 2,
  },
  attention: {
    layers: [{ name: 's', gemm: { m: 64, n: 64, k: 64, batch: 4, b_shared_by: 2, weights: 'none' } }],
  },
  bytes: { layers: [{ name: 'g', gemm: [512, 512, 512] }], bits: { weights: 8, activations: 8, outputs: 8 } },
  halfBytes: {
    layers: [{ name: 'g', gemm: [4096, 4096, 4096] }],
    bits: { weights: 8, activations: 8, outputs: 16 },
  },
  fewBits: {
    layers: [
      { name: 'prefill', gemm: [512, 2048, 2048] },
      { name: 'decode', gemm: [1, 4096, 4096] },
      { name: 'deep', gemm: [16, 64, 16384] },
      { name: 'scores', gemm: { m: 64, n: 64, k: 64, batch: 4, b_shared_by: 2, weights: 'none' } },
    ],
    bits: { weights: 1, activations: 2, outputs: 16 },
  },
  groups: {
    layers: [
      { name: 'wide', gemm: [1, 4096, 2048] },
      { name: 'deep', gemm: [2, 64, 16384] },
      { name: 'full', gemm: [1, 1024, 1024], sparsity: { weights: { pattern: 'dense' } } },
    ],
    sparsity: { weights: { pattern: 'block', block_rows: 16, block_cols: 1, density: 0.5 } },
    bits: { weights: 4, activations: 16, outputs: 16 },
  },
  sparse: { layers: [{ name: 'g', gemm: [512, 512, 512] }], sparsity: nm(2, 4) },
  sparseRagged: { layers: [{ name: 'g', gemm: [16, 4096, 4096] }], sparsity: nm(2, 4) },
  kernels: {
    layers: [
      {
        name: 'prefill',
        attention: { heads: 8, head_dim: 64, queries: 1024, keys: 1024, mask: { mask: 'causal' } },
      },
      {
        name: 'decode',
        attention: { heads: 8, kv_heads: 2, head_dim: 64, queries: 1, keys: 4096, batch: 64 },
      },
      {
        name: 'window',
        attention: {
          heads: 8,
          head_dim: 64,
          queries: 1024,
          keys: 1024,
          mask: { mask: 'window', window: 256 },
        },
      },
      { name: 'experts', grouped: { rows: [3, 0, 200, 17], n: 1024, k: 1024 } },
      { name: 'busyExperts', grouped: { rows: [300, 200], n: 1024, k: 1024 } },
      { name: 'softmax', elementwise: { function: 'softmax', elements: 1 << 20, rows: 1024 } },
      { name: 'sum', elementwise: { function: 'sum', elements: 1 << 20, rows: 1 } },
      {
        name: 'blocks',
        gemm: [128, 1024, 1024],
        sparsity: { weights: { pattern: 'block', block_rows: 32, block_cols: 32, density: 0.3 } },
      },
      {
        name: 'unstructured',
        gemm: [32, 1024, 1024],
        sparsity: { weights: { pattern: 'uniform', density: 0.1 } },
      },
    ],
    bits: { weights: 16, activations: 16, outputs: 16 },
  },
  singlePrecision: {
    layers: [{ name: 'unstructured', gemm: [32, 1024, 1024] }],
    sparsity: { weights: { pattern: 'uniform', density: 0.1 } },
    bits: { weights: 32, activations: 32, outputs: 32 },
  },
  operators: {
    definition: {
      kind: 'workload-model',
      version: 1,
      name: 'small decoder',
      family: 'decoder-transformer',
      source: 'made up',
      confidence: 'made up',
      layers: 2,
      hidden: 256,
      heads: 4,
      kv_heads: 4,
      head_dim: 64,
      ffn_dim: 512,
      gated_ffn: true,
      rotary: true,
      vocab: 512,
      max_context: 512,
      tied_lm_head: false,
    },
    context: 200,
    detail: 'operators',
    bits: [
      { weights: 4, activations: 8, outputs: 8 },
      { layers: '*.q', weights: 2 },
      { layers: '*.k', weights: 3 },
      { layers: '*.v', weights: 5 },
    ],
  },
  sparseProducts: {
    layers: [
      {
        name: 'square',
        spgemm: { a: { generator: 'r-mat', scale: 8, nonzeros: 2000, a: 0.5, b: 0.1, c: 0.1, seed: 1 } },
      },
      {
        name: 'vector',
        spgemm: {
          a: { generator: 'uniform', rows: 300, cols: 200, nonzeros: 900, seed: 1 },
          b: { generator: 'uniform', rows: 200, cols: 1, nonzeros: 200, seed: 2 },
        },
      },
    ],
    bits: { weights: 64, activations: 64, outputs: 64 },
  },
  sparseStencil: {
    layers: [
      {
        name: 'stencil',
        spgemm: { a: { generator: 'stencil-2d', width: 16, height: 12, points: 5, seed: 1 } },
      },
    ],
    bits: { weights: 32, activations: 32, outputs: 32 },
  },
  sparseLists: {
    layers: [
      {
        name: 'lists',
        spgemm: {
          a: { generator: 'uniform', rows: 8, cols: 300, nonzeros: 1600, seed: 5 },
          b: { generator: 'uniform', rows: 300, cols: 100, nonzeros: 3000, seed: 6 },
        },
      },
    ],
    bits: { weights: 32, activations: 32, outputs: 32 },
  },
  training: {
    layers: [
      { name: 'g', gemm: [512, 512, 512] },
      { name: 'c', conv: { height: 14, width: 14, channels: 64, filters: 64, kernel: 3, padding: 1 } },
    ],
    batch: 8,
    phase: 'training',
    training: { method: 'bdwp' },
    sparsity: nm(2, 8),
    bits: { weights: 16, activations: 16, outputs: 16 },
  },
  sparseLarge: { layers: [{ name: 'g', gemm: [4096, 4096, 4096] }], sparsity: nm(2, 4) },
};

/** A memory simulated burst by burst takes seconds for the gigabytes of these, a mapper for expectations of their tiles. */
const gigabytes = ['large', 'halfBytes', 'sparseLarge'];
/** The workloads that are worth running on an architecture. */
export const workloadsOf = (file: string) => {
  const { dram } = toValue(loadDocument(file).root) as { dram?: { model?: string } };
  const heavy = dram?.model === 'exact' || 'evaluations' in budgetOf(file);
  return Object.entries(workloads).filter(([title]) => !heavy || !gigabytes.includes(title));
};

const budgetOf = (file: string): { evaluations?: number } => {
  const { dataflow } = toValue(loadDocument(file).root) as { dataflow?: string };
  const searches = dataflows.find(({ name }) => name === dataflow)?.searchesByPrice === true;
  return searches ? { evaluations: 60 } : {};
};

/** A workload on a shipped architecture. */
export const shippedPoint = (
  file: string,
  workload: PointSpec['workload'],
  fidelity: PointSpec['fidelity'],
): PointSpec => ({
  architecture: toValue(loadDocument(file).root) as PointSpec['architecture'],
  workload,
  fidelity,
  seed: 1,
  // Enough for a mapping that fits; spaces that list their mappings are asked for all.
  mapping: { objective: 'cycles', search: 'auto', fixed: {}, ...budgetOf(file) },
});
