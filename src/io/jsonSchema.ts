import * as z from 'zod';
import type { AnyDataflow } from '../dataflow/defineDataflow.ts';
import { architectureCommon } from '../engine/architectureSpec.ts';
import { patterns } from '../tensor/patterns/registry.gen.ts';
import { explicitLayer } from '../workload/explicitLayer.ts';
import { patternSpec, workloadSpec } from '../workload/workloadSpec.ts';
import { mappingFile } from './mappingFile.ts';
import { plainKinds } from './plainKinds.ts';

/** A JSON Schema node, draft 7. */
export interface JsonNode {
  [keyword: string]: unknown;
  properties?: Record<string, JsonNode>;
}

/** What the schema offers by name, beside the schemas themselves. */
export interface SchemaNames {
  readonly sweep: z.ZodType;
  readonly dataflows: readonly AnyDataflow[];
  readonly models: readonly string[];
  readonly architectures: readonly string[];
  readonly samplers: readonly string[];
  readonly searches: readonly string[];
  readonly tables: readonly string[];
}

const reference = (name: string): JsonNode => ({ $ref: `#/definitions/${name}` });
const named = (names: readonly string[]): JsonNode[] => [{ enum: [...names] }, { type: 'string' }];

/**
 * The draft-7 schema of every YAML file a user writes, for editors: one branch per `kind`, and inside an architecture
 * one per dataflow, so that its keys are completed. With `extends:` no key is required.
 */
export function jsonSchema(names: SchemaNames): JsonNode {
  const definitions: Record<string, JsonNode> = {};
  const extended: JsonNode = {
    description:
      'A file, or the name of a shipped one, whose keys are inherited: maps merge, the rest replaces',
    anyOf: [...named(names.architectures), { type: 'array', items: { type: 'string' }, minItems: 1 }],
  };

  definitions['pattern'] = choice(
    { type: 'object', required: ['pattern'], properties: { pattern: { enum: patterns.map((p) => p.name) } } },
    'pattern',
    patterns.map((pattern) => {
      const own = convert(pattern.params);
      const key = { const: pattern.name, description: pattern.description };
      return [pattern.name, { ...own, properties: { pattern: key, ...own.properties } }];
    }),
  );

  const workload = convert(workloadSpec);
  set(workload, 'model', { anyOf: named(names.models), description: 'A model of the zoo, or its file' });
  set(workload, 'layers', {
    type: 'array',
    items: convert(explicitLayer),
    description: 'Layers written out',
  });
  set(workload, 'extends', { ...extended, anyOf: (extended['anyOf'] as JsonNode[]).slice(1) });
  delete workload.properties!['definition'];
  definitions['workload'] = workload;
  for (const [kind, schema] of Object.entries(plainKinds)) definitions[kind] = convert(schema);
  definitions['mapping'] = convert(mappingFile);

  const common = convert(z.strictObject(architectureCommon));
  const energy = common.properties!['energy'];
  if (energy) energy['items'] = { enum: [...names.tables] };
  const dataflowKey: JsonNode = {
    description: 'How operations run on it',
    oneOf: names.dataflows.map((d) => ({ const: d.name, description: d.title })),
  };
  set(common, 'dataflow', names.dataflows.length > 0 ? dataflowKey : { type: 'string' });
  set(common, 'extends', extended);
  const whole = names.dataflows.map((dataflow): [string, JsonNode] => [
    dataflow.name,
    joined(common, convert(dataflow.hardware)),
  ]);
  for (const [name, node] of whole) {
    definitions[`architecture-${name}`] = node;
    definitions[`architecture-${name}-extending`] = withoutRequired(node);
  }
  const properties = anyOfEach(whole.map(([, node]) => withoutRequired(node).properties ?? {}));
  definitions['architecture'] = {
    type: 'object',
    properties: { ...withoutRequired(common).properties, ...properties, dataflow: dataflowKey },
    anyOf: [{ required: ['extends'] }, { required: ['dataflow'] }],
    allOf: whole.map(([name]) => ({
      if: { required: ['dataflow'], properties: { dataflow: { const: name } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: {
        if: { required: ['extends'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: reference(`architecture-${name}-extending`),
        else: reference(`architecture-${name}`),
      },
    })),
  };

  const sweep = convert(names.sweep);
  set(sweep, 'workloads', { type: 'array', minItems: 1, items: reference('workload') });
  set(sweep, 'architectures', { type: 'array', minItems: 1, items: reference('architecture') });
  set(sweep, 'extends', { ...extended, anyOf: (extended['anyOf'] as JsonNode[]).slice(1) });
  const axis = (sweep.properties!['axes'] as JsonNode)['additionalProperties'] as JsonNode;
  definitions['axis'] = axis;
  const paths = new Set(whole.flatMap(([, node]) => leafPaths(node, 'arch')));
  Object.assign(sweep.properties!['axes'] as JsonNode, {
    additionalProperties: reference('axis'),
    properties: Object.fromEntries([...paths].map((path) => [path, reference('axis')])),
  });
  method(sweep, 'search', 'method', names.samplers);
  method(sweep, 'mapping', 'search', names.searches);
  definitions['sweep'] = sweep;

  const kinds = ['sweep', 'architecture', 'workload', ...Object.keys(plainKinds), 'mapping'];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Winnow: sweeps, architectures, workloads, models, mappings',
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: kinds, description: 'What the file holds' } },
    allOf: kinds.map((kind) => ({
      if: { required: ['kind'], properties: { kind: { const: kind } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: reference(kind),
    })),
    definitions,
  };
}

/** A zod schema as draft 7, with units in the descriptions and without the bounds that every integer has. */
function convert(schema: z.ZodType): JsonNode {
  const node = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    override({ zodSchema, jsonSchema: json }) {
      const out = json as JsonNode;
      if ((zodSchema as unknown) === patternSpec) {
        for (const key of Object.keys(out)) delete out[key];
        Object.assign(out, reference('pattern'));
        return;
      }
      const { unit } = out;
      delete out['unit'];
      if (typeof unit === 'string')
        out['description'] =
          out['description'] === undefined ? unit : `${String(out['description'])} [${unit}]`;
      if (out['minimum'] === Number.MIN_SAFE_INTEGER) delete out['minimum'];
      if (out['maximum'] === Number.MAX_SAFE_INTEGER) delete out['maximum'];
    },
  }) as JsonNode;
  delete node['$schema'];
  return node;
}

/** An object schema told apart by the word at one of its keys. */
function choice(base: JsonNode, key: string, branches: readonly (readonly [string, JsonNode])[]): JsonNode {
  return {
    ...base,
    allOf: branches.map(([word, node]) => ({
      if: { required: [key], properties: { [key]: { const: word } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: node,
    })),
  };
}

function set(node: JsonNode, key: string, value: JsonNode): void {
  node.properties ??= {};
  node.properties[key] = value;
}

/** Keys of any of the lists; one that several dataflows use, each in its own way, fits any of them. */
function anyOfEach(lists: readonly Readonly<Record<string, unknown>>[]): JsonNode {
  const found = new Map<string, Map<string, unknown>>();
  for (const list of lists)
    for (const [key, value] of Object.entries(list)) {
      const ways = found.get(key) ?? new Map<string, unknown>();
      found.set(key, ways.set(JSON.stringify(value), value));
    }
  return Object.fromEntries(
    [...found].map(([key, ways]) => [
      key,
      ways.size === 1 ? [...ways.values()][0] : { anyOf: [...ways.values()] },
    ]),
  ) as JsonNode;
}

/** Two strict objects as one. */
function joined(a: JsonNode, b: JsonNode): JsonNode {
  const required = [...((a['required'] as string[]) ?? []), ...((b['required'] as string[]) ?? [])];
  return { ...b, properties: { ...a.properties, ...b.properties }, required };
}

/**
 * A copy in which no key is required, since it may be inherited; words that tell branches apart stay. Part of a map may
 * fit several branches, and a key of another branch may be there to be taken away (null).
 */
function withoutRequired(node: JsonNode): JsonNode {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    const { required, ...rest } = value as Record<string, unknown>;
    const needed = new Set(Array.isArray(required) ? required : []);
    const entries = Array.isArray(required) ? Object.entries(rest) : Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, v]) => {
        if (key === 'additionalProperties' && v === false) return [key, { type: 'null' }];
        if (key === 'properties') return [key, properties(v as Record<string, JsonNode>, needed)];
        return [key === 'oneOf' ? 'anyOf' : key, key === 'enum' ? v : copy(v)];
      }),
    );
  };
  /** What may be left out may be inherited, and then be removed by null. */
  const properties = (given: Record<string, JsonNode>, needed: ReadonlySet<unknown>) =>
    Object.fromEntries(
      Object.entries(given).map(([key, child]) => {
        const own = copy(child) as JsonNode;
        const optional = !needed.has(key) && typeof own['type'] === 'string' && own['enum'] === undefined;
        return [key, optional ? { ...own, type: [own['type'], 'null'] } : own];
      }),
    );
  return copy(node) as JsonNode;
}

/** Paths of the values below an object schema, for completion of axes. */
function leafPaths(node: JsonNode, path: string): string[] {
  const branches = [node, ...((node['oneOf'] ?? node['anyOf'] ?? []) as JsonNode[])];
  const inner = branches.flatMap((branch) => Object.entries(branch.properties ?? {}));
  if (inner.length === 0) return [path];
  const skipped = path === 'arch' ? ['extends', 'kind', 'version', 'name', 'description', 'source'] : [];
  return inner.flatMap(([key, child]) => (skipped.includes(key) ? [] : leafPaths(child, `${path}.${key}`)));
}

/** Offers the names of a registry at a nested key. */
function method(sweep: JsonNode, group: string, key: string, names: readonly string[]): void {
  const node = sweep.properties?.[group]?.properties?.[key];
  if (node && names.length > 0) Object.assign(node, { enum: [...names] });
}
