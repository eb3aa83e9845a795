import type { Diagnostic } from '../core/diagnostic.ts';
import type { TopologyReader } from './inlineWorkloads.ts';
import { readText } from './readText.ts';
import { readScaleSimTopology } from './scalesimTopology.ts';
import type { SourceEntry, SourceNode } from './sourceNode.ts';
import type { Origin, SourceText } from './sourceText.ts';

/** Topologies of large networks have some thousand lines. */
const limitBytes = 4 * 1024 * 1024;

/** Reads a SCALE-Sim topology file as `layers:`; each layer's place is its line in the CSV. */
export function topologyReader(warnings: Diagnostic[]): TopologyReader {
  return (file, entry) => {
    const source = readText(file, { by: entry.value.origin, limitBytes });
    const topology = readScaleSimTopology(source.text, { file: source.name });
    warnings.push(...topology.warnings);
    const lines = layerLines(source, topology.layers.length);
    const items = topology.layers.map((layer, i) => treeOf(layer, lines[i] ?? { source, start: 0, end: 1 }));
    return { kind: 'list', items, origin: entry.value.origin };
  };
}

/** The lines that are layers: those that hold anything, less a header. */
function layerLines(source: SourceText, layers: number): Origin[] {
  const lines = source.lineStarts
    .map((start, i) => ({ source, start, end: (source.lineStarts[i + 1] ?? source.text.length + 1) - 1 }))
    .filter(({ start, end }) => /[^\s,]/.test(source.text.slice(start, end)));
  return lines.slice(lines.length - layers);
}

/** Plain data as a tree that was all written at one place. */
function treeOf(value: unknown, origin: Origin): SourceNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => treeOf(item, origin)), origin };
  if (typeof value === 'object' && value !== null) {
    const entries = new Map<string, SourceEntry>();
    for (const [key, item] of Object.entries(value))
      entries.set(key, { key: origin, value: treeOf(item, origin) });
    return { kind: 'map', entries, origin };
  }
  return { kind: 'scalar', value: value as string | number | boolean | null, origin };
}
