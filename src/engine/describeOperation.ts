import { convolutionOutput } from '../workload/convolutionOutput.ts';
import type { Operation } from '../workload/operation.ts';
import { writeEquation } from '../workload/operations/tensorProduct.ts';

/** One line for people: `conv 3×3/2 64→128 @ 28×28` (output size), `gemm 8 × 1×4096×4096` (batch × M×N×K). */
export function describeOperation(operation: Operation): string {
  switch (operation.kind) {
    case 'gemm': {
      const batch = operation.batch > 1 ? `${operation.batch} × ` : '';
      return `gemm ${batch}${operation.m}×${operation.n}×${operation.k}`;
    }
    case 'conv2d': {
      const { out_height, out_width } = convolutionOutput(operation);
      const stride = operation.stride > 1 ? `/${operation.stride}` : '';
      const groups = operation.groups > 1 ? ` in ${operation.groups} groups` : '';
      const batch = operation.batch > 1 ? ` × ${operation.batch}` : '';
      return `conv ${operation.kernel_height}×${operation.kernel_width}${stride} ${operation.channels}→${operation.filters}${groups} @ ${out_height}×${out_width}${batch}`;
    }
    case 'conv2d-gradient':
      return `${describeOperation({ ...operation, kind: 'conv2d' })}, gradient of ${operation.of}`;
    case 'spgemm':
      return `spgemm ${operation.m}×${operation.n}×${operation.k}, ${operation.products} products`;
    case 'attention': {
      const { batch, heads, kv_heads, queries, keys, head_dim, mask } = operation;
      const shared = kv_heads < heads ? ` (${kv_heads} kv)` : '';
      const masked = mask.mask === 'none' ? '' : ` ${mask.mask}`;
      return `attention ${batch} × ${heads}${shared} × ${queries}×${keys}×${head_dim}${masked}`;
    }
    case 'grouped-gemm': {
      const rows = operation.rows.reduce((sum, m) => sum + m, 0);
      return `grouped gemm ${operation.rows.length} groups, ${rows}×${operation.n}×${operation.k}`;
    }
    case 'einsum': {
      const sizes = Object.entries(operation.dims).map(([dim, size]) => `${dim} ${size}`);
      return `${writeEquation(operation)}, ${sizes.join(' ')}`;
    }
    case 'elementwise':
      return `${operation.function} ${operation.elements}`;
    default:
      return operation satisfies never;
  }
}
