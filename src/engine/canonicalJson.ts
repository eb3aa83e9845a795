/**
 * JSON with keys in code-unit order and no white space: equal data give equal text, whatever order it was written in.
 * What JSON can't hold (NaN, infinities, undefined, functions, bigints) is refused, so that two different specs never
 * share a content key.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** `path` holds the keys above `value`: joined only where something is refused. */
function write(value: unknown, path: (string | number)[]): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refused(String(value), path);
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) {
    let text = '[';
    // By number, so that holes are seen: they are undefined, and refused.
    for (let i = 0; i < value.length; i++) {
      path.push(i);
      text += i === 0 ? write(value[i], path) : `,${write(value[i], path)}`;
      path.pop();
    }
    return `${text}]`;
  }
  if (typeof value === 'object' && isPlain(value)) {
    const record = value as Readonly<Record<string, unknown>>;
    let text = '';
    for (const key of Object.keys(record).sort()) {
      path.push(key);
      text += `${text === '' ? '{' : ','}${JSON.stringify(key)}:${write(record[key], path)}`;
      path.pop();
    }
    return text === '' ? '{}' : `${text}}`;
  }
  throw refused(typeof value, path);
}

function refused(what: string, path: readonly (string | number)[]): TypeError {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return new TypeError(`canonical JSON: ${what} at $${place}`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm (a worker's message, a vm context) has that realm's Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
