import type { Filters, Test } from './crossfilter.ts';
import type { Field } from './fields.ts';
import type { SortKey, State } from './state.ts';

/** Fields and limits that a state from an address is checked against. */
export interface HashContext {
  readonly defaults: State;
  readonly fields: ReadonlyMap<string, Field>;
  readonly rows: number;
  readonly tabs: readonly string[];
  /** Groups that have points. */
  readonly groups: readonly number[];
  readonly views: readonly string[];
}

/** As a component of an address, without the marks that the state's own grammar uses. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[*'()!~]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);

const writeTest = (test: Test): string =>
  'values' in test
    ? `${encode(test.field)}*${test.values.join('+')}`
    : `${encode(test.field)}*${test.low}..${test.high}`;

/** The state as the part of an address after `#`: only what differs from the defaults, version first. */
export function writeHash(state: State, { defaults }: HashContext): string {
  const out: string[] = ['v=1'];
  const put = (key: string, value: string): void => {
    out.push(`${key}=${value}`);
  };
  for (const key of ['tab', 'x', 'y', 'colour', 'stack'] as const)
    if (state[key] !== defaults[key]) put(key, encode(state[key]));
  for (const key of ['logX', 'logY'] as const)
    if (state[key] !== defaults[key]) put(key, state[key] ? '1' : '0');
  if (state.group !== defaults.group) put('group', String(state.group));
  if (state.pinned !== defaults.pinned) put('pin', state.pinned === null ? 'none' : String(state.pinned));
  if (state.against !== defaults.against) put('vs', String(state.against));
  for (const [key, value] of Object.entries(state.choices)) put(`c.${encode(key)}`, encode(value));
  if (JSON.stringify(state.sort) !== JSON.stringify(defaults.sort))
    put('sort', state.sort.map((s) => `${s.descending ? '-' : '+'}${encode(s.field)}`).join(','));
  for (const key of ['hidden', 'tables'] as const)
    if (state[key].join() !== defaults[key].join()) put(key, state[key].map(encode).join(','));
  for (const [view, tests] of Object.entries(state.filters))
    if (tests.length > 0) put(`f.${encode(view)}`, tests.map(writeTest).join('&&'));
  return out.length === 1 ? '' : out.join(';');
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};

function readTest(text: string, fields: HashContext['fields']): Test | null {
  const [name = '', rest = ''] = text.split('*');
  const field = decode(name);
  if (!fields.has(field)) return null;
  if (rest.includes('..')) {
    const [low, high] = rest.split('..').map(Number);
    return Number.isFinite(low) && Number.isFinite(high) ? { field, low: low!, high: high! } : null;
  }
  const values = rest.split('+').filter(Boolean).map(Number);
  return values.length > 0 && values.every(Number.isInteger) ? { field, values } : null;
}

/** `c.view.name=value` for the views that are there. */
function readChoices(parts: ReadonlyMap<string, string>, views: readonly string[]): State['choices'] {
  const choices: Record<string, string> = {};
  for (const [key, value] of parts) {
    const [, view = '', name = ''] = /^c\.([^.]*)\.([a-z]{1,20})$/.exec(key) ?? [];
    if (name !== '' && views.includes(decode(view))) choices[`${decode(view)}.${name}`] = decode(value);
  }
  return choices;
}

/** The state that an address names. What it doesn't name, or names wrongly, is as by default. */
export function readHash(hash: string, context: HashContext): State {
  const { defaults, fields, rows, tabs, views, groups } = context;
  const parts = new Map(
    hash
      .replace(/^#/, '')
      .split(';')
      .map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at), part.slice(at + 1)] as const;
      }),
  );
  if (parts.get('v') !== '1') return defaults;
  const field = (key: string, otherwise: string): string => {
    const id = decode(parts.get(key) ?? '');
    return fields.has(id) ? id : otherwise;
  };
  const list = (
    key: string,
    allowed: (id: string) => boolean,
    otherwise: readonly string[],
  ): readonly string[] =>
    parts.has(key) ? parts.get(key)!.split(',').map(decode).filter(allowed) : otherwise;
  const flag = (key: string, otherwise: boolean): boolean =>
    parts.has(key) ? parts.get(key) === '1' : otherwise;
  const group = Number(parts.get('group'));
  const row = (key: string, otherwise: number | null): number | null => {
    const at = parts.has(key) ? Number(parts.get(key)) : -1;
    return Number.isInteger(at) && at >= 0 && at < rows ? at : otherwise;
  };
  const tab = decode(parts.get('tab') ?? '');
  const stack = parts.get('stack');
  const filters: Record<string, readonly Test[]> = {};
  for (const [key, value] of parts) {
    const view = key.startsWith('f.') ? decode(key.slice(2)) : '';
    if (!views.includes(view)) continue;
    const tests = value.split('&&').flatMap((t) => readTest(t, fields) ?? []);
    if (tests.length > 0) filters[view] = tests;
  }
  return {
    tab: tabs.includes(tab) ? tab : defaults.tab,
    x: field('x', defaults.x),
    y: field('y', defaults.y),
    logX: flag('logX', defaults.logX),
    logY: flag('logY', defaults.logY),
    colour: field('colour', defaults.colour),
    filters: filters as Filters,
    group: parts.has('group') && (group === -1 || groups.includes(group)) ? group : defaults.group,
    pinned: parts.get('pin') === 'none' ? null : row('pin', defaults.pinned),
    against: row('vs', defaults.against),
    choices: readChoices(parts, views),
    highlight: null,
    sort: parts.has('sort')
      ? parts
          .get('sort')!
          .split(',')
          .map((s): SortKey => ({ field: decode(s.slice(1)), descending: s.startsWith('-') }))
          .filter((s) => fields.has(s.field))
      : defaults.sort,
    hidden: list('hidden', (id) => fields.has(id), defaults.hidden),
    stack: stack === 'percent' || stack === 'per-mac' || stack === 'absolute' ? stack : defaults.stack,
    tables: list('tables', (id) => views.includes(id), defaults.tables),
  };
}
