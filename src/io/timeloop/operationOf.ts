import { DiagnosticError } from '../../core/diagnostic.ts';
import type { Einsum, EinsumTensor } from '../../mapping/nest/einsum.ts';

/** An einsum as a layer of a workload, with the names that it has there. */
export interface NamedOperation {
  readonly kind: 'gemm' | 'conv2d';
  /** `gemm:` or `conv:` of a layer written out. */
  readonly layer: Readonly<Record<string, unknown>>;
  /** Dim of the einsum → dim of the operation; dims of extent 1 may be missing. */
  readonly dims: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, 'a' | 'b' | 'out'>;
}

const uses = ({ ranks }: EinsumTensor, dim: string): boolean =>
  ranks.some((terms) => terms.some((term) => term.dim === dim));

/** Recognises a product or a convolution by what indexes what. Throws WIN-TML-006 for any other einsum. */
export function operationOf(einsum: Einsum): NamedOperation {
  const out = einsum.tensors.find(({ role }) => role === 'output');
  const inputs = einsum.tensors.filter(({ role }) => role === 'input');
  if (out === undefined || inputs.length !== 2) throw other('it needs two inputs and an output');
  const windowed = inputs.find(({ ranks }) => ranks.some((terms) => terms.length > 1));
  const a = windowed ?? inputs[0]!;
  const b = inputs.find((tensor) => tensor !== a)!;
  const dims = new Map<string, string>();
  const steps = new Set<number>();
  const dilations = new Set<number>();
  const size = (name: string): number => {
    for (const [dim, role] of dims) if (role === name) return einsum.dims[dim]!;
    return 1;
  };
  const windows = a.ranks.filter((terms) => terms.length > 1);
  if (windows.length > 2 || windows.some((terms) => terms.length > 2)) throw other('a window has two dims');
  windows.forEach((terms, i) => {
    const output = terms.find(({ dim }) => uses(out, dim));
    const tap = terms.find(({ dim }) => uses(b, dim) && !uses(out, dim));
    if (output === undefined || tap === undefined)
      throw other('a window adds a dim of the output and a dim of the weights');
    dims.set(output.dim, i === 0 ? 'P' : 'Q');
    dims.set(tap.dim, i === 0 ? 'R' : 'S');
    // A step along an axis of one position, and the spacing of a single tap, mean nothing.
    if (einsum.dims[output.dim]! > 1) steps.add(output.coefficient);
    if (einsum.dims[tap.dim]! > 1) dilations.add(tap.coefficient);
  });
  if (steps.size > 1 || dilations.size > 1) throw other('stride and dilation are the same in both axes');
  const conv = windows.length > 0;
  for (const dim of Object.keys(einsum.dims)) {
    if (dims.has(dim) || einsum.dims[dim] === 1) continue;
    const key = `${uses(a, dim) ? 'a' : ''}${uses(b, dim) ? 'b' : ''}${uses(out, dim) ? 'o' : ''}`;
    const role = (conv ? { abo: 'G', bo: 'K', ab: 'C', ao: 'N' } : { abo: 'B', bo: 'N', ab: 'K', ao: 'M' })[
      key
    ];
    if (role === undefined) throw other(`dim ${dim} indexes only ${key || 'nothing'}`);
    if ([...dims.values()].includes(role)) throw other(`two dims play the part of ${role}`);
    dims.set(dim, role);
  }
  const tensors = new Map<string, 'a' | 'b' | 'out'>([
    [a.name, 'a'],
    [b.name, 'b'],
    [out.name, 'out'],
  ]);
  if (!conv)
    return {
      kind: 'gemm',
      layer: { gemm: { m: size('M'), n: size('N'), k: size('K'), batch: size('B') } },
      dims,
      tensors,
    };
  const stride = [...steps][0] ?? 1;
  const dilation = [...dilations][0] ?? 1;
  const side = (outputs: number, taps: number): number => (outputs - 1) * stride + (taps - 1) * dilation + 1;
  const groups = size('G');
  return {
    kind: 'conv2d',
    layer: {
      conv: {
        batch: size('N'),
        height: side(size('P'), size('R')),
        width: side(size('Q'), size('S')),
        channels: groups * size('C'),
        filters: groups * size('K'),
        kernel: [size('R'), size('S')],
        stride,
        dilation,
        groups,
      },
    },
    dims,
    tensors,
  };
}

const other = (why: string): DiagnosticError =>
  new DiagnosticError([
    {
      code: 'WIN-TML-006',
      severity: 'error',
      message: `the problem is neither a matrix product nor a convolution: ${why}`,
      hint: 'write it as out[M,N] += a[M,K] · b[K,N], batched or not, or as a convolution with square stride',
    },
  ]);
