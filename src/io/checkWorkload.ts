import type { Diagnostic } from '../core/diagnostic.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import { buildTrace } from '../workload/buildTrace.ts';
import { explicitLayer } from '../workload/explicitLayer.ts';
import { modelDefinition } from '../workload/modelDefinition.ts';
import { workloadSpec } from '../workload/workloadSpec.ts';
import { locate, originAt } from './locate.ts';
import { nodeAt, type Path, type SourceNode } from './sourceNode.ts';
import { position } from './sourceText.ts';
import { validate } from './validate.ts';

/**
 * Holds a workload, its model or layers already inlined, to its schemas, and builds its layer trace: what can't be a
 * trace (sizes past 2^53, patterns that don't fit) is said here, before any point runs.
 */
export function checkWorkload(node: SourceNode, prefix: Path): Diagnostic[] {
  const { value, diagnostics } = validate(workloadSpec, node, prefix);
  const all: Diagnostic[] = [...diagnostics];
  const definition = nodeAt(node, ['definition']);
  if (definition !== undefined)
    all.push(...validate(modelDefinition, definition, [...prefix, 'definition']).diagnostics);
  const layers = nodeAt(node, ['layers']);
  if (layers?.kind === 'list')
    for (const [i, layer] of layers.items.entries()) {
      if (all.length > 20) break;
      all.push(...validate(explicitLayer, layer, [...prefix, 'layers', i]).diagnostics);
    }
  if (all.length > 0 || value === null) return all;
  try {
    buildTrace(value);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return locate(
      error.diagnostics.map((d) => ({ ...d, ...placeInside(node, d) })),
      node,
    ).map((d) => ({ ...d, path: [...prefix, ...(d.path ?? [])] }));
  }
  return [];
}

/** Where a complaint about the whole workload names one of its layers, the layer is the place. */
function placeInside(node: SourceNode, diagnostic: Diagnostic): Partial<Diagnostic> {
  if (diagnostic.path !== undefined && diagnostic.path.length > 0) return {};
  const layers = nodeAt(node, ['layers']);
  if (layers?.kind !== 'list') return {};
  const name = diagnostic.message.split(/[:,]/)[0];
  const index = layers.items.findIndex((layer) => {
    const written = nodeAt(layer, ['name']);
    return written?.kind === 'scalar' && written.value === name;
  });
  if (index < 0) return {};
  const path = ['layers', index];
  return { path, ...position(originAt(node, path)) };
}
