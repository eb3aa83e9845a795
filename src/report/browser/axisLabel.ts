const units = /_(hz|s|pj|w|mm2|bytes|kib|mib|gib|bits|nm|words)$/;

/**
 * A heading from a key path: `arch.array.rows` → `Rows`, `arch.scratchpad.a_kib` → `Scratchpad a`. A last part too
 * short to mean anything alone takes the part before it along.
 */
export function axisLabel(path: string): string {
  const parts = path.split('.').filter((p) => p !== '');
  const last = (parts.at(-1) ?? '').replace(units, '');
  // Of an entry of a list its name says most: `levels[GLB].capacity_kib`.
  const [, entry = ''] = /\[([^\]]+)\]$/.exec(parts.at(-2) ?? '') ?? [];
  const before = parts.length > 2 ? `${entry || parts.at(-2)} ` : '';
  const text = (entry !== '' || last.length <= 3 ? before + last : last).replaceAll('_', ' ').trim();
  return text === '' ? '(unnamed)' : text[0]!.toUpperCase() + text.slice(1);
}

/**
 * A value as short as it can be said: parameters that its name is made of are put in (`n:m(n=2,m=8)` → `2:8`), a size
 * and a density are said as such (`block(block_rows=128,block_cols=64,density=0.5)` → `block 128×64, 50 %`), and a list
 * without a name starts with its first value (`(mode=compressed,m=8)` → `compressed, m=8`).
 */
export function shortValue(text: string): string {
  const [, name = '', list = ''] = /^([^()]*)\(([^()]*)\)$/.exec(text) ?? [];
  if (list === '') return text;
  const pairs = list.split(',').map((p) => p.split('='));
  if (pairs.some((p) => p.length !== 2)) return text;
  const params = new Map(pairs as [string, string][]);
  if (name === '') {
    const [[, first] = ['', ''], ...rest] = params;
    return [first, ...rest.map((p) => p.join('='))].join(', ');
  }
  const used = new Set<string>();
  const filled = name.replace(/[A-Za-z_]+/g, (word) => {
    const value = params.get(word);
    if (value === undefined) return word;
    used.add(word);
    return value;
  });
  for (const key of used) params.delete(key);
  const said: string[] = [];
  for (const [key, value] of params) {
    const other = key.endsWith('_rows') ? params.get(key.replace(/rows$/, 'cols')) : undefined;
    if (other !== undefined) said.push(`${value}×${other}`);
    else if (key.endsWith('_cols') && params.has(key.replace(/cols$/, 'rows'))) continue;
    else if (key === 'density' && Number.isFinite(Number(value)))
      said.push(`${Number((100 * Number(value)).toPrecision(3))}\u202f%`);
    else said.push(`${key}=${value}`);
  }
  return [filled, said.join(', ')].filter(Boolean).join(' ');
}
