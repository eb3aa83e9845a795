/**
 * JSON with keys in code-unit order and no white space: equal data give equal text, whatever order it was written in.
 * What JSON can't hold (NaN, infinities, undefined, functions, bigints) is refused, so that two different specs never
 * share a content key.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON: ${value} at ${path}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    // Array.from visits holes, which map would skip.
    return `[${Array.from(value, (item, i) => write(item, `${path}[${i}]`)).join(',')}]`;
  }
  if (typeof value === 'object' && isPlain(value)) {
    const record = value as Readonly<Record<string, unknown>>;
    const fields = Object.keys(record)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${write(record[key], `${path}.${key}`)}`);
    return `{${fields.join(',')}}`;
  }
  throw new TypeError(`canonical JSON: ${typeof value} at ${path}`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm (a worker's message, a vm context) has that realm's Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
