import { DiagnosticError } from '../../core/diagnostic.ts';
import type { Einsum, EinsumTensor } from '../../mapping/nest/einsum.ts';

/** An einsum as a layer of a workload, with the names that it has there. */
export interface NamedOperation {
  readonly kind: 'gemm' | 'conv2d' | 'einsum';
  /** `gemm:`, `conv:` or `einsum:` of a layer written out. */
  readonly layer: Readonly<Record<string, unknown>>;
  /** Dim of the einsum → dim of the operation; dims of extent 1 may be missing. */
  readonly dims: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, 'a' | 'b' | 'c' | 'out'>;
}

const uses = ({ ranks }: EinsumTensor, dim: string): boolean =>
  ranks.some((terms) => terms.some((term) => term.dim === dim));

/** An einsum as a product or a convolution where it is one, else as itself. Throws WIN-TML-006 for more than three inputs. */
export function operationOf(einsum: Einsum): NamedOperation {
  return recognised(einsum) ?? written(einsum);
}

/** The einsum as an equation, dims in lower case. */
function written(einsum: Einsum): NamedOperation {
  const inputs = einsum.tensors.filter(({ role }) => role === 'input');
  const out = einsum.tensors.find(({ role }) => role === 'output');
  if (out === undefined || inputs.length < 2 || inputs.length > 3)
    throw other('it needs an output and two or three inputs');
  const dims = new Map<string, string>();
  for (const dim of Object.keys(einsum.dims)) {
    const lower = dim.toLowerCase().replace(/[^a-z0-9]/g, '');
    let name = /^[a-z]/.test(lower) ? lower : `d${lower}`;
    while ([...dims.values()].includes(name)) name += 'x';
    dims.set(dim, name);
  }
  const letters = ['a', 'b', 'c'] as const;
  const tensors = new Map<string, 'a' | 'b' | 'c' | 'out'>(inputs.map(({ name }, i) => [name, letters[i]!]));
  tensors.set(out.name, 'out');
  const text = ({ name, ranks }: EinsumTensor): string =>
    `${tensors.get(name)}[${ranks
      .map((terms) => terms.map(({ dim, coefficient: c }) => `${c === 1 ? '' : c}${dims.get(dim)}`).join('+'))
      .join(', ')}]`;
  const used = new Set(einsum.tensors.flatMap(({ ranks }) => ranks.flat().map(({ dim }) => dim)));
  const sizes = Object.entries(einsum.dims).filter(([dim]) => used.has(dim));
  return {
    kind: 'einsum',
    layer: {
      einsum: {
        equation: `${text(out)} = ${inputs.map(text).join(' * ')}`,
        sizes: Object.fromEntries(sizes.map(([dim, size]) => [dims.get(dim)!, size])),
      },
    },
    dims,
    tensors,
  };
}

/** A product or a convolution by what indexes what; null for any other einsum. */
function recognised(einsum: Einsum): NamedOperation | null {
  const out = einsum.tensors.find(({ role }) => role === 'output');
  const inputs = einsum.tensors.filter(({ role }) => role === 'input');
  if (out === undefined || inputs.length !== 2) return null;
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
  if (windows.length > 2 || windows.some((terms) => terms.length > 2)) return null;
  for (const [i, terms] of windows.entries()) {
    const output = terms.find(({ dim }) => uses(out, dim));
    const tap = terms.find(({ dim }) => uses(b, dim) && !uses(out, dim));
    if (output === undefined || tap === undefined) return null;
    dims.set(output.dim, i === 0 ? 'P' : 'Q');
    dims.set(tap.dim, i === 0 ? 'R' : 'S');
    // A step along an axis of one position, and the spacing of a single tap, mean nothing.
    if (einsum.dims[output.dim]! > 1) steps.add(output.coefficient);
    if (einsum.dims[tap.dim]! > 1) dilations.add(tap.coefficient);
  }
  if (steps.size > 1 || dilations.size > 1) return null;
  const conv = windows.length > 0;
  for (const dim of Object.keys(einsum.dims)) {
    if (dims.has(dim) || einsum.dims[dim] === 1) continue;
    const key = `${uses(a, dim) ? 'a' : ''}${uses(b, dim) ? 'b' : ''}${uses(out, dim) ? 'o' : ''}`;
    const role = (conv ? { abo: 'G', bo: 'K', ab: 'C', ao: 'N' } : { abo: 'B', bo: 'N', ab: 'K', ao: 'M' })[
      key
    ];
    if (role === undefined) return null;
    if ([...dims.values()].includes(role)) return null;
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
      message: `the problem can't be taken over: ${why}`,
      hint: 'products of more than three tensors are several problems: keep the sums between them',
    },
  ]);
