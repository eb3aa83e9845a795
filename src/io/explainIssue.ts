import type * as z from 'zod';
import { closestName } from '../core/closestName.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { formatKeyPath } from './keyPath.ts';
import { quoted } from './quoted.ts';
import { acceptsAt, keysAt, metaAt, wordsAt } from './schemaShape.ts';
import { type MapNode, nodeAt, type Path, type SourceNode } from './sourceNode.ts';
import { at, type Origin } from './sourceText.ts';
import { suggestion } from './suggestion.ts';

/** What a schema was run on: its tree, and where that tree stands in the document. */
export interface Subject {
  readonly schema: z.ZodType;
  readonly node: SourceNode;
  /** Path of `node` in the document, for people. */
  readonly prefix: Path;
  /** Keys of the root that another schema takes care of: offered where a key is misspelt. */
  readonly otherKeys?: readonly string[];
}

type Issue = z.core.$ZodIssue;

/** Unknown keys of one map that are looked at. */
const mostKeys = 120;

/** A schema's complaint as diagnostics that point at the source and say what would be right. */
export function explainIssue(subject: Subject, issue: Issue): Diagnostic[] {
  const { schema, node, prefix } = subject;
  const path = issue.path.filter((key) => typeof key !== 'symbol') as (string | number)[];
  const full = [...prefix, ...path];
  const value = nodeAt(node, path);
  const say = (where: Origin, code: string, message: string, hint?: string, shown: Path = full): Diagnostic =>
    at(where, code, message, { path: shown, ...(hint === undefined ? {} : { hint }) });
  const name = formatKeyPath(full) || 'the document';

  if (issue.code === 'unrecognized_keys') {
    const present: MapNode['entries'] = value?.kind === 'map' ? value.entries : new Map();
    const word = (key: string): unknown => {
      const entry = present.get(key)?.value;
      return entry?.kind === 'scalar' ? entry.value : undefined;
    };
    const legal = [...keysAt(schema, path, word), ...(path.length === 0 ? (subject.otherKeys ?? []) : [])];
    const free = legal.filter((key) => !present.has(key));
    return issue.keys.slice(0, mostKeys).map((key) => {
      const where = present.get(key)?.key ?? (value ?? node).origin;
      if (legal.includes(key))
        return say(
          where,
          'WIN-CFG-001',
          `unknown key ${quoted(key)}`,
          'it belongs to another alternative: take it away, or choose that one',
          [...full, key],
        );
      const near = closestName(key, free) ?? closestName(key, legal);
      const hint = near === null ? suggestion(key, free) : `did you mean ${near}?`;
      return say(where, 'WIN-CFG-001', `unknown key ${quoted(key)}`, hint, [...full, key]);
    });
  }
  if (value === undefined) {
    const parent = deepestNode(node, path);
    const { description, unit } = metaAt(schema, path);
    const words = wordsAt(schema, path);
    const what = [
      description,
      unit ? `in ${unit}` : undefined,
      words.length > 0 ? words.join(' | ') : undefined,
    ]
      .filter((part) => part !== undefined)
      .join(', ');
    return [say(parent, 'WIN-CFG-002', `missing key ${name}`, what === '' ? undefined : what)];
  }
  if (issue.code === 'invalid_union') return explainUnion(subject, issue, path, value, say);
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1));
    const parent = nodeAt(node, path.slice(0, -1));
    const where = parent?.kind === 'map' ? parent.entries.get(key)?.key : undefined;
    const why = issue.issues[0];
    return [
      say(
        where ?? value.origin,
        'WIN-CFG-006',
        `${quoted(key)} is not a legal name here`,
        why && ruleOf(why),
      ),
    ];
  }
  if (issue.code === 'invalid_type')
    return [say(value.origin, 'WIN-CFG-003', ...typeMistake(name, issue.expected, value, schema, path))];
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String);
    const written = value.kind === 'scalar' ? String(value.value) : '';
    const message = `${name} is ${shownValue(value)}, not ${words.length === 1 ? words[0] : 'one of its words'}`;
    return [say(value.origin, 'WIN-CFG-004', message, suggestion(written, words))];
  }
  const { description, unit } = metaAt(schema, path);
  const about = description === undefined ? undefined : `${description}${unit ? `, in ${unit}` : ''}`;
  const rule = ruleOf(issue);
  return [say(value.origin, 'WIN-CFG-005', `${name} is ${shownValue(value)}: ${rule}`, about)];
}

/** The node nearest to a missing key: the map that should hold it. */
function deepestNode(root: SourceNode, path: Path): Origin {
  let node = root;
  let origin = root.origin;
  for (const key of path) {
    const entry = node.kind === 'map' ? node.entries.get(String(key)) : undefined;
    const next =
      entry?.value ?? (node.kind === 'list' && typeof key === 'number' ? node.items[key] : undefined);
    if (next === undefined) break;
    node = next;
    origin = entry?.key ?? next.origin;
  }
  return { ...origin, end: Math.min(origin.end, origin.start + 80) };
}

function shownValue(node: SourceNode): string {
  if (node.kind === 'list') return `a list of ${node.items.length}`;
  if (node.kind === 'map') return 'a map of keys';
  return node.value === null ? 'empty' : quoted(node.value);
}

const typeWords: Readonly<Record<string, string>> = {
  int: 'an integer',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  null: 'empty',
};

function typeMistake(
  name: string,
  expected: string,
  value: SourceNode,
  schema: z.ZodType,
  path: Path,
): [string, string?] {
  const wanted = typeWords[expected] ?? expected;
  const message = `${name} is ${shownValue(value)}, not ${wanted}`;
  const { description, unit } = metaAt(schema, path);
  const about = description === undefined ? undefined : `${description}${unit ? `, in ${unit}` : ''}`;
  const hint = value.kind === 'scalar' ? scalarHint(value.value, expected, unit) : undefined;
  const listed = wanted === 'a list' && value.kind !== 'list' ? 'put it in brackets: [ … ]' : undefined;
  const text = hint ?? listed ?? about;
  return text === undefined ? [message] : [message, text];
}

/** The usual slips of YAML: underscores, quotes, units and the words that YAML 1.1 took for booleans. */
function scalarHint(
  value: string | number | boolean | null,
  expected: string,
  unit?: string,
): string | undefined {
  const number = expected === 'number' || expected === 'int';
  if (number && typeof value === 'number') {
    if (!Number.isInteger(value)) return `write ${Math.floor(value)} or ${Math.ceil(value)}`;
  }
  if (typeof value !== 'string') {
    return expected === 'string' && value !== null ? `quote it: '${String(value)}'` : undefined;
  }
  if (number) {
    const bare = value.replace(/[_,\s]/g, '');
    if (/^[-+]?\d+(\.\d*)?(e[-+]?\d+)?$/i.test(bare))
      return bare === value
        ? `write it without quotes: ${bare}`
        : `YAML 1.2 reads digits with _ or , as text; write ${bare}`;
    const withUnit = value.match(/^([-+]?[\d._]+)\s*([A-Za-zµ%²]+)$/);
    if (withUnit)
      return `write the number alone${unit ? `, in ${unit}` : ''}; the unit belongs to the key, not to the value`;
  }
  if (expected === 'boolean' && /^(yes|no|on|off|y|n)$/i.test(value))
    return `YAML 1.2 reads ${value} as text; write ${/^(yes|on|y)$/i.test(value) ? 'true' : 'false'}`;
  return undefined;
}

/** The rule that a value broke, in words. */
function ruleOf(issue: Issue): string {
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const small = issue.code === 'too_small';
    const limit = Number(small ? issue.minimum : issue.maximum);
    const sized = issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : '';
    if (issue.inclusive === false) return `must be ${small ? 'more' : 'less'} than ${limit}${sized}`;
    return `must be at ${small ? 'least' : 'most'} ${limit}${sized}`;
  }
  if (issue.code === 'not_multiple_of') return `must be a multiple of ${issue.divisor}`;
  if (issue.code === 'invalid_format')
    return issue.pattern === undefined ? `must be a legal ${issue.format}` : `must match ${issue.pattern}`;
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

/** Of a union's branches the one that the value meant: the branch that fails deepest, then with fewest complaints. */
function explainUnion(
  subject: Subject,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  value: SourceNode,
  say: (where: Origin, code: string, message: string, hint?: string) => Diagnostic,
): Diagnostic[] {
  const words = wordsAt(subject.schema, path);
  const name = formatKeyPath([...subject.prefix, ...path]) || 'the document';
  const branches = issue.errors.map((issues) => ({
    issues,
    wrongKind: issues.some(
      (i) => i.path.length === 0 && (i.code === 'invalid_type' || i.code === 'invalid_value'),
    ),
  }));
  const near = branches
    .filter((branch) => !branch.wrongKind)
    .sort((a, b) => a.issues.length - b.issues.length)[0];
  if (near !== undefined)
    return near.issues.flatMap((inner) =>
      explainIssue(subject, { ...inner, path: [...path, ...inner.path] } as Issue),
    );
  const expected = issue.errors.flatMap((issues) =>
    issues.flatMap((inner) => {
      if (inner.code === 'invalid_type' && inner.path.length === 0)
        return [typeWords[inner.expected] ?? inner.expected];
      return inner.code === 'invalid_value' && inner.path.length === 0 ? inner.values.map(String) : [];
    }),
  );
  const discriminator =
    'discriminator' in issue && typeof issue.discriminator === 'string' ? issue.discriminator : null;
  if (discriminator !== null && 'options' in issue && Array.isArray(issue.options)) {
    const legal = issue.options.map(String);
    const written = value.kind === 'scalar' ? String(value.value) : '';
    return [
      say(
        value.origin,
        'WIN-CFG-004',
        `${name} is ${shownValue(value)}, not one of its words`,
        suggestion(written, legal),
      ),
    ];
  }
  const all = [...new Set(expected)];
  const hint =
    value.kind === 'scalar' && words.length > 0
      ? suggestion(String(value.value), words)
      : value.kind === 'scalar' && acceptsAt(subject.schema, path, ['number'])
        ? scalarHint(value.value, 'number', metaAt(subject.schema, path).unit)
        : undefined;
  const wanted = all.length === 0 ? 'anything that is legal here' : all.join(' or ');
  return [say(value.origin, 'WIN-CFG-003', `${name} is ${shownValue(value)}, not ${wanted}`, hint)];
}
