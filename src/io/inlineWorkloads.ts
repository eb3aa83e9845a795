import { dirname, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import type { ProvidedMatrix } from '../tensor/matrixStore.ts';
import { findConfig } from './findConfig.ts';
import { inlineMatrices } from './inlineMatrices.ts';
import { inlineTensors } from './inlineTensors.ts';
import { loadDocument } from './loadDocument.ts';
import { mergeNodes } from './mergeNodes.ts';
import { type MapNode, nodeAt, type SourceEntry, type SourceNode } from './sourceNode.ts';
import { at } from './sourceText.ts';

/** A sweep with its workloads' files read in, and which files those were. */
export interface Inlined {
  readonly root: SourceNode;
  readonly files: readonly string[];
  /** Matrices that layers name, in this thread's store already. */
  readonly matrices: readonly ProvidedMatrix[];
  readonly diagnostics: readonly Diagnostic[];
  /** Workloads (by index) that name something that can't be used: what else is wrong with them follows from that. */
  readonly failed: ReadonlySet<number>;
}

/** Reads a SCALE-Sim topology CSV as the `layers:` of a workload. */
export type TopologyReader = (file: string, entry: SourceEntry) => SourceNode;

/**
 * Reads what the workloads of a sweep name: `file:` is merged below the entry's own keys, `model:` (a name of the zoo
 * or a file) becomes its `definition:`, `topology:` its `layers:`; matrices of layers are read and named by their hash.
 */
export function inlineWorkloads(root: SourceNode, readTopology: TopologyReader): Inlined {
  const files: string[] = [];
  const matrices: ProvidedMatrix[] = [];
  const diagnostics: Diagnostic[] = [];
  const failed = new Set<number>();
  const list = nodeAt(root, ['workloads']);
  if (root.kind !== 'map' || list?.kind !== 'list') return { root, files, matrices, diagnostics, failed };
  const items = list.items.map((item, i) => {
    try {
      return item.kind === 'map' ? inlineInto(item, files, readTopology, matrices) : item;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      diagnostics.push(...error.diagnostics);
      failed.add(i);
      return item;
    }
  });
  const entries = new Map(root.entries);
  entries.set('workloads', { key: root.entries.get('workloads')!.key, value: { ...list, items } });
  return { root: { ...root, entries }, files, matrices, diagnostics, failed };
}

/** The same for one workload by itself. Throws where a file that it names can't be used. */
export function inlineWorkload(
  item: MapNode,
  readTopology: TopologyReader,
): { node: SourceNode; files: string[] } {
  const files: string[] = [];
  return { node: inlineInto(item, files, readTopology, []), files };
}

function inlineInto(
  given: MapNode,
  files: string[],
  readTopology: TopologyReader,
  matrices: ProvidedMatrix[],
): SourceNode {
  let item = given;
  const file = reference(item, 'file');
  if (file !== undefined) {
    const { root } = load(file, files, undefined);
    if (kindOf(root) === 'workload-model')
      item = withEntry(item, 'definition', { key: file.key, value: root });
    else {
      const merged = mergeNodes(root, item);
      if (merged.kind === 'map') item = merged;
    }
  }
  const model = reference(item, 'model');
  if (model !== undefined) {
    const { root } = load(model, files, 'workload');
    if (kindOf(root) === 'workload')
      throw new DiagnosticError([
        at(model.value.origin, 'WIN-CFG-030', 'this is a workload, not a model', {
          hint: 'name it with file: or extends:',
        }),
      ]);
    item = withEntry(item, 'definition', { key: model.key, value: root });
  }
  const topology = reference(item, 'topology');
  if (topology !== undefined) {
    const { source } = topology.value.origin;
    const path = resolve(source.path === null ? '.' : dirname(source.path), topology.text);
    files.push(path);
    item = withEntry(item, 'layers', { key: topology.key, value: readTopology(path, topology) });
  }
  return inlineTensors(inlineMatrices(item, files, matrices), files, matrices);
}

type Reference = SourceEntry & { readonly text: string };

/** An entry that holds text; others are left to the schema. */
function reference(item: MapNode, key: string): Reference | undefined {
  const entry = item.entries.get(key);
  if (entry?.value.kind !== 'scalar' || typeof entry.value.value !== 'string') return undefined;
  return { ...entry, text: entry.value.value };
}

function load(entry: Reference, files: string[], folder: string | undefined): { root: MapNode } {
  const { origin } = entry.value;
  const loaded = loadDocument(findConfig(entry.text, origin, folder), { by: origin });
  files.push(...loaded.files);
  if (loaded.root.kind !== 'map')
    throw new DiagnosticError([at(origin, 'WIN-CFG-015', 'this needs a file that holds a map of keys')]);
  return { root: loaded.root };
}

function kindOf(node: MapNode): unknown {
  const kind = node.entries.get('kind')?.value;
  return kind?.kind === 'scalar' ? kind.value : undefined;
}

function withEntry(item: MapNode, key: string, entry: SourceEntry): MapNode {
  return { ...item, entries: new Map(item.entries).set(key, { key: entry.key, value: entry.value }) };
}
