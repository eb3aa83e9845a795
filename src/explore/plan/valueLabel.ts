/** A value of an axis as one cell of a table. */
export type Label = string | number | boolean | null;

/**
 * Scalars stay; `{ pattern: 'n:m', n: 2, m: 4 }` becomes `n:m(n=2,m=4)`: the `pattern` or `name` first, the rest
 * as arguments in the order written.
 */
export function valueLabel(value: unknown): Label {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  return text(value);
}

function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value);
  const head = entries.find(([key]) => key === 'pattern' || key === 'name');
  const rest = entries.filter((entry) => entry !== head).map(([key, v]) => `${key}=${text(v)}`);
  if (!head) return `(${rest.join(',')})`;
  return rest.length > 0 ? `${text(head[1])}(${rest.join(',')})` : text(head[1]);
}
