import { DiagnosticError } from '../../core/diagnostic.ts';
import type { Einsum, IndexTerm } from '../../mapping/nest/einsum.ts';

type Plain = Readonly<Record<string, unknown>>;
const plain = (value: unknown): Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replaceAll('-', '_'), item]))
    : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export interface ReadProblem {
  readonly einsum: Einsum;
  readonly densities: Readonly<Record<string, number>>;
}

/** Reads the `problem` section: dimensions, data spaces with projections, coefficients, densities that are numbers. */
export function readProblem(section: unknown): ReadProblem {
  const problem = plain(section);
  const shape = plain(problem['shape']);
  const instance = plain(problem['instance'] ?? problem);
  const names = listOf(shape['dimensions']).map(String);
  const spaces = listOf(shape['data_spaces']).map(plain);
  const bad = names.filter((name) => !(Number(instance[name]) >= 1));
  if (names.length === 0 || spaces.length === 0 || bad.length > 0)
    throw new DiagnosticError([
      {
        code: 'WIN-TML-002',
        severity: 'error',
        message:
          bad.length > 0
            ? `the problem gives no extent for ${bad.join(', ')}`
            : 'the problem has no shape with dimensions and data spaces',
        hint: 'give problem.shape.dimensions and data_spaces, and an extent of each dimension in problem.instance',
      },
    ]);
  const coefficients = new Map(
    listOf(shape['coefficients']).map((raw): [string, number] => {
      const { name, default: usual } = plain(raw);
      return [String(name), Number(instance[String(name)] ?? usual ?? 1)];
    }),
  );
  const term = (raw: unknown): IndexTerm => {
    const [dim, coefficient] = Array.isArray(raw) ? raw : [raw];
    const value =
      coefficient === undefined ? 1 : Number(coefficients.get(String(coefficient)) ?? coefficient);
    return { dim: String(dim), coefficient: value };
  };
  const densities = Object.fromEntries(
    Object.entries(plain(instance['densities'])).filter(([, value]) => typeof value === 'number'),
  ) as Record<string, number>;
  return {
    densities,
    einsum: {
      name: String(shape['name'] ?? 'problem'),
      dims: Object.fromEntries(names.map((name) => [name, Number(instance[name])])),
      tensors: spaces.map((space) => ({
        name: String(space['name']),
        role: space['read_write'] === true ? 'output' : 'input',
        ranks: listOf(space['projection']).map((rank) => listOf(rank).map(term)),
      })),
    },
  };
}
