const plain = /^[A-Za-z_][\w.-]*$/;
/** Words that YAML 1.1 or 1.2 reads as something else. */
const special = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

const scalar = (value: unknown): string =>
  typeof value === 'string'
    ? plain.test(value) && !special.test(value)
      ? value
      : JSON.stringify(value)
    : String(value);

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** On one line: lists of scalars, and lists of those. */
const flow = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(flow).join(', ')}]`
    : isMap(value)
      ? `{ ${Object.entries(value)
          .map(([k, v]) => `${scalar(k)}: ${flow(v)}`)
          .join(', ')} }`.replace('{  }', '{}')
      : scalar(value);

/** Plain data as YAML lines; short parts stand on one line. */
export function yamlText(value: unknown, indent = ''): string {
  const lines: string[] = [];
  const put = (head: string, inner: unknown, deeper: string): void => {
    const short = flow(inner);
    const nested = (isMap(inner) || Array.isArray(inner)) && indent.length + head.length + short.length > 100;
    if (nested) lines.push(`${indent}${head}`, yamlText(inner, deeper));
    else lines.push(`${indent}${head} ${short}`);
  };
  if (Array.isArray(value))
    for (const item of value) {
      if (isMap(item) && flow(item).length + indent.length > 108) {
        const body = yamlText(item, `${indent}  `);
        lines.push(`${indent}- ${body.slice(indent.length + 2)}`);
      } else put('-', item, `${indent}  `);
    }
  else if (isMap(value))
    for (const [key, inner] of Object.entries(value)) put(`${scalar(key)}:`, inner, `${indent}  `);
  else return `${indent}${scalar(value)}`;
  return lines.join('\n');
}
