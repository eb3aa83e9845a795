/** A small validator of JSON Schema draft 7, for the keywords that Winnow's schema uses. Answers what fails. */
type Node = Readonly<Record<string, unknown>>;

export function draft7(root: Node, value: unknown): string[] {
  return check(root, root, value, '$');
}

function check(root: Node, schema: unknown, value: unknown, path: string): string[] {
  if (schema === true || schema === undefined) return [];
  if (schema === false) return [`${path}: nothing is legal here`];
  const node = schema as Node;
  if (typeof node['$ref'] === 'string') {
    const target = node['$ref']
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as Node)[key], root);
    if (target === undefined) throw new Error(`no ${node['$ref']}`);
    return check(root, target, value, path);
  }
  const faults: string[] = [];
  const fail = (text: string): void => void faults.push(`${path}: ${text}`);
  const passes = (inner: unknown): boolean => check(root, inner, value, path).length === 0;
  const known = new Set([
    ...[
      '$schema',
      'title',
      'description',
      'default',
      'definitions',
      'type',
      'enum',
      'const',
      'properties',
      'required',
    ],
    ...[
      'additionalProperties',
      'propertyNames',
      'items',
      'additionalItems',
      'minItems',
      'maxItems',
      'anyOf',
      'oneOf',
      'allOf',
      'if',
      'then',
    ],
    ...[
      'else',
      'minimum',
      'maximum',
      'exclusiveMinimum',
      'exclusiveMaximum',
      'multipleOf',
      'minLength',
      'maxLength',
      'pattern',
    ],
  ]);
  for (const keyword of Object.keys(node))
    if (!known.has(keyword)) throw new Error(`keyword ${keyword} at ${path}`);

  const type = node['type'];
  if (type !== undefined && ![type].flat().some((t) => isOf(String(t), value)))
    fail(`not of type ${String(type)}`);
  if (Array.isArray(node['enum']) && !node['enum'].includes(value)) fail('not one of the words');
  if ('const' in node && node['const'] !== value) fail(`not ${String(node['const'])}`);
  for (const part of (node['allOf'] ?? []) as unknown[]) faults.push(...check(root, part, value, path));
  if (Array.isArray(node['anyOf']) && !node['anyOf'].some(passes)) fail('no branch fits');
  if (Array.isArray(node['oneOf']) && node['oneOf'].filter(passes).length !== 1)
    fail('not exactly one branch fits');
  if ('if' in node) faults.push(...check(root, node[passes(node['if']) ? 'then' : 'else'], value, path));
  if (typeof value === 'number') {
    if (value < Number(node['minimum'] ?? -Infinity) || value > Number(node['maximum'] ?? Infinity))
      fail('out of range');
    if (value <= Number(node['exclusiveMinimum'] ?? -Infinity)) fail('too small');
    if (value >= Number(node['exclusiveMaximum'] ?? Infinity)) fail('too large');
    if (typeof node['multipleOf'] === 'number' && value % node['multipleOf'] !== 0) fail('no multiple');
  }
  if (typeof value === 'string') {
    if (value.length < Number(node['minLength'] ?? 0) || value.length > Number(node['maxLength'] ?? Infinity))
      fail('length');
    if (typeof node['pattern'] === 'string' && !new RegExp(node['pattern'], 'u').test(value)) fail('pattern');
  }
  if (Array.isArray(value)) {
    if (value.length < Number(node['minItems'] ?? 0) || value.length > Number(node['maxItems'] ?? Infinity))
      fail('items');
    for (const [i, item] of value.entries()) {
      const items = node['items'];
      faults.push(
        ...check(
          root,
          Array.isArray(items) ? (i < items.length ? items[i] : node['additionalItems']) : items,
          item,
          `${path}[${i}]`,
        ),
      );
    }
  } else if (typeof value === 'object' && value !== null) {
    const map = value as Node;
    for (const key of (node['required'] ?? []) as string[]) if (!(key in map)) fail(`${key} is missing`);
    const properties = (node['properties'] ?? {}) as Node;
    for (const [key, item] of Object.entries(map)) {
      faults.push(...check(root, node['propertyNames'], key, `${path}.${key}`));
      const inner = Object.hasOwn(properties, key) ? properties[key] : node['additionalProperties'];
      faults.push(...check(root, inner, item, `${path}.${key}`));
    }
  }
  return faults;
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}
