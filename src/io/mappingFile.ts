import { Document, isCollection, isMap, isPair, visit } from 'yaml';
import * as z from 'zod';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import type { AnyDataflow } from '../dataflow/defineDataflow.ts';
import { unknownName } from './checkArchitecture.ts';
import { loadDocument } from './loadDocument.ts';
import { quoted } from './quoted.ts';
import { keysAt, metaAt } from './schemaShape.ts';
import { sortDiagnostics } from './sortDiagnostics.ts';
import { nodeAt } from './sourceNode.ts';
import { at, type Origin } from './sourceText.ts';
import { validate } from './validate.ts';

/** A file of mappings, as found by a search or written by hand: one entry per layer, in trace order. */
export const mappingFile = z
  .strictObject({
    kind: z.literal('mapping'),
    version: z.literal(1),
    dataflow: z.string().meta({ description: 'Whose mappings these are (winnow list dataflows)' }),
    architecture: z.string().optional().meta({ description: 'For which they were found; a note only' }),
    workload: z.string().optional().meta({ description: 'For which they were found; a note only' }),
    layers: z
      .array(
        z.strictObject({
          layer: z.string().min(1).meta({ description: 'Name of the layer in the trace' }),
          mapping: z.looseObject({}).meta({ description: "The dataflow's mapping" }),
        }),
      )
      .meta({ description: 'Layers that are not named are searched' }),
  })
  .meta({ description: 'Mappings of layers, to be run as they are' });

export interface MappingFile {
  readonly dataflow: string;
  readonly architecture?: string | undefined;
  readonly workload?: string | undefined;
  readonly layers: readonly { readonly layer: string; readonly mapping: unknown }[];
}

/** Mapping files hold a line for each loop of each layer. */
const limitBytes = 16 * 1024 * 1024;

/** Reads a mapping file and holds each mapping to its dataflow's schema. Answers mappings by layer name. */
export function readMapping(
  file: string,
  dataflows: readonly AnyDataflow[],
  by?: Origin,
): { dataflow: string; fixed: Readonly<Record<string, unknown>>; files: readonly string[] } {
  const { root, files } = loadDocument(file, { limitBytes, ...(by ? { by } : {}) });
  const { value, diagnostics } = validate(mappingFile, root);
  const all: Diagnostic[] = [...diagnostics];
  const name = nodeAt(root, ['dataflow']);
  const dataflow = dataflows.find((d) => name?.kind === 'scalar' && d.name === name.value);
  if (value !== null && dataflow === undefined && name !== undefined)
    all.push(unknownName('dataflow', name, dataflows, ['dataflow']));
  const fixed = new Map<string, unknown>();
  if (value !== null && dataflow !== undefined)
    for (const [i, entry] of value.layers.entries()) {
      const path = ['layers', i, 'mapping'];
      const checked = validate(dataflow.mapping, nodeAt(root, path)!, path);
      all.push(...checked.diagnostics);
      if (fixed.has(entry.layer))
        all.push(
          at(
            nodeAt(root, ['layers', i, 'layer'])!.origin,
            'WIN-CFG-050',
            `layer ${quoted(entry.layer)} is mapped twice`,
            {
              hint: 'keep one of the two',
            },
          ),
        );
      fixed.set(entry.layer, checked.value);
    }
  if (all.length > 0) throw new DiagnosticError(sortDiagnostics(all));
  return { dataflow: dataflow!.name, fixed: Object.fromEntries(fixed), files };
}

/** A mapping file as text: what each key means, and the mappings in the order given. */
export function writeMapping(file: MappingFile, dataflow: AnyDataflow): string {
  const lines = [
    `# Mappings of ${oneLine(file.workload ?? 'a workload')} on ${oneLine(file.architecture ?? file.dataflow)}. Edit them and run them with`,
    '#   mapping: { file: <this file> }',
    '# in a sweep; layers that are taken out are searched again.',
    ...keyNotes(dataflow.mapping, [], 1),
  ];
  const content = {
    kind: 'mapping',
    version: 1,
    dataflow: file.dataflow,
    ...(file.architecture === undefined ? {} : { architecture: file.architecture }),
    ...(file.workload === undefined ? {} : { workload: file.workload }),
    layers: file.layers.map(({ layer, mapping }) => ({ layer, mapping })),
  };
  const document = new Document(content, { aliasDuplicateObjects: false });
  // Lists of loops read best on one line.
  visit(document, {
    Collection(key, node) {
      if (key !== null && depthOf(node) <= 3 && JSON.stringify(node).length <= lineWidth - 30)
        node.flow = true;
    },
  });
  return `${lines.join('\n')}\n${document.toString({ lineWidth, flowCollectionPadding: true })}`;
}

const lineWidth = 110;

/** Levels of collections in a node: 1 for one of scalars. Maps weigh double, so that few nest in one line. */
function depthOf(node: unknown): number {
  if (!isCollection(node)) return 0;
  const own = isMap(node) ? 2 : 1;
  return own + Math.max(0, ...node.items.map((item) => depthOf(isPair(item) ? item.value : item)));
}

/** `#   key: description, unit` for the keys of a mapping, nested ones indented. */
function keyNotes(schema: z.ZodType, path: readonly string[], depth: number): string[] {
  if (depth > 4) return [];
  return keysAt(schema, path).flatMap((key) => {
    const { description, unit } = metaAt(schema, [...path, key]);
    const note = [description, unit].filter((part) => part !== undefined).join(', ');
    return [
      `# ${'  '.repeat(depth)}${key}${note === '' ? '' : `: ${oneLine(note)}`}`,
      ...keyNotes(schema, [...path, key], depth + 1),
    ];
  });
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
