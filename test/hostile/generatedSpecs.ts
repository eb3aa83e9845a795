import { parse, stringify } from 'yaml';
import { baseText } from './baseSpec.ts';

/** YAML texts of values that no key, or few, may have. */
const values: Readonly<Record<string, string>> = {
  nothing: '',
  word: 'zzz',
  zero: '0',
  negative: '-1',
  fraction: '0.5',
  huge: '1000000000000',
  'past doubles': '1e309',
  'not a number': '.nan',
  list: '[]',
  map: '{}',
  'nested map': '{ a: { b: [1] } }',
  'reserved key': '{ constructor: 1 }',
};

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, child]) =>
          pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(root: unknown, path: Path, value: unknown): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(root)) return root.map((item, i) => (i === head ? replaced(item, rest, value) : item));
  const map = root as Readonly<Record<string, unknown>>;
  return { ...map, [head]: replaced(map[head], rest, value) };
}

/** The base sweep with each of its values replaced by each hostile one, and each of its keys misspelt. */
export function* generatedSpecs(): Generator<{ name: string; text: string }> {
  const base = parse(baseText) as unknown;
  const mark = '@@hostile@@';
  for (const path of pathsOf(base)) {
    const text = stringify(replaced(base, path, mark), { lineWidth: 0 });
    for (const [name, value] of Object.entries(values))
      yield { name: `${path.join('.')} is ${name}`, text: text.replace(`"${mark}"`, () => value) };
    const key = path.at(-1);
    if (typeof key === 'string')
      yield {
        name: `${path.join('.')} is misspelt`,
        text: stringify(base, { lineWidth: 0 }).replace(`${key}:`, `${key}z:`),
      };
  }
}
