/** A value of an architecture that can be changed: a number, a switch or a word. */
export interface Parameter {
  readonly path: readonly (string | number)[];
  /** The part of the architecture that it belongs to: `array`, or `levels GLB` for an entry of a list; empty at the top. */
  readonly group: string;
  /** Its name within the part, or with the part's where the sweep moves it, since those stand together. */
  readonly label: string;
  readonly value: number | boolean | string;
  /** Values that the sweep has for it, where it is one of its axes. */
  readonly swept: readonly (string | number | boolean | null)[];
}

/** Keys that describe a file, not a design. */
const descriptive = new Set(['kind', 'version', 'name', 'description', 'source', 'dataflow', 'extends']);

/** The leaves of an architecture, those that the sweep moves first, each group in the order of the file. */
export function parametersOf(
  architecture: Readonly<Record<string, unknown>>,
  axes: readonly { readonly path: string; readonly values: readonly (string | number | boolean | null)[] }[],
): readonly Parameter[] {
  const swept = new Map(axes.map(({ path, values }) => [path, values]));
  const found: Parameter[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') {
      const own = swept.get(`arch.${path.join('.')}`) ?? [];
      const { group, label } = placed(architecture, path);
      found.push({
        path,
        group,
        label: own.length > 0 ? `${group} ${label}`.trim() : label,
        value,
        swept: own,
      });
    }
    if (Array.isArray(value)) value.forEach((item, i) => void walk(item, [...path, i]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value))
        if (path.length > 0 || !descriptive.has(key)) walk(item, [...path, key]);
  };
  walk(architecture, []);
  return [...found.filter((p) => p.swept.length > 0), ...found.filter((p) => p.swept.length === 0)];
}

/** Group and label of a path. */
function placed(
  architecture: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
): { readonly group: string; readonly label: string } {
  const [first = '', second] = path;
  const words = (parts: readonly (string | number)[]): string => parts.join(' ').replaceAll('_', ' ');
  if (path.length === 1) return { group: '', label: words(path) };
  const list = architecture[String(first)];
  if (!Array.isArray(list)) return { group: words([first]), label: words(path.slice(1)) };
  const { name } = (list[Number(second)] ?? {}) as { name?: unknown };
  const entry = typeof name === 'string' ? name : String(second);
  return { group: words([first, entry]), label: words(path.length > 2 ? path.slice(2) : [entry]) };
}

/** A copy of plain data with one value in another's place. */
export function withValue<T>(data: T, path: readonly (string | number)[], value: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return value as T;
  if (Array.isArray(data))
    return data.map((item, i) => (i === key ? withValue(item, rest, value) : item)) as T;
  const record = data as Readonly<Record<string, unknown>>;
  return { ...record, [key]: withValue(record[key], rest, value) } as T;
}
