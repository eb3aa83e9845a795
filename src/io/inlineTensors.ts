import { basename, dirname, resolve } from 'node:path';
import * as z from 'zod';
import { DiagnosticError } from '../core/diagnostic.ts';
import { type ProvidedMatrix, provideMatrices } from '../tensor/matrixStore.ts';
import { pruneSpec } from '../tensor/prunedPositions.ts';
import { holdsTensors, readPositions } from './readPositions.ts';
import {
  type MapNode,
  nodeAt,
  type Path,
  type SourceEntry,
  type SourceNode,
  withNode,
} from './sourceNode.ts';
import { at, position } from './sourceText.ts';
import { validate } from './validate.ts';

const roles = ['weights', 'activations', 'outputs'] as const;

/** A pattern as files write it: `pattern: matrix` with a file, which this replaces by the hash of its positions. */
const request = z.strictObject({
  pattern: z.literal('matrix'),
  file: z.string().min(1).meta({ description: 'Matrix Market, .npy, .npz or .safetensors file' }),
  tensor: z.string().min(1).optional().meta({ description: 'Which tensor, where the file holds several' }),
  transpose: z.boolean().default(false).meta({
    description: 'Exchange rows and columns: weights are k × n here, outputs × inputs in many frameworks',
  }),
  prune: pruneSpec.optional(),
});

/** Reads the files that the sparsity of a workload or of its layers names, and writes hash and sizes in their place. */
export function inlineTensors(item: MapNode, files: string[], matrices: ProvidedMatrix[]): MapNode {
  let changed: SourceNode = item;
  for (const place of sparsityPlaces(item))
    for (const role of roles) {
      const path = [...place, role];
      const node = nodeAt(item, path);
      const file = node?.kind === 'map' ? node.entries.get('file') : undefined;
      if (node?.kind !== 'map' || file === undefined) continue;
      changed = withNode(changed, path, positionsNode(node, file, path, role, files, matrices), file.key);
    }
  return changed as MapNode;
}

/** Paths of everything that holds patterns by role. */
function sparsityPlaces(item: MapNode): Path[] {
  const places: Path[] = [];
  const whole = nodeAt(item, ['sparsity']);
  if (whole?.kind === 'map') places.push(['sparsity']);
  if (whole?.kind === 'list') for (const i of whole.items.keys()) places.push(['sparsity', i]);
  const layers = nodeAt(item, ['layers']);
  if (layers?.kind === 'list') for (const i of layers.items.keys()) places.push(['layers', i, 'sparsity']);
  return places;
}

function positionsNode(
  node: MapNode,
  file: SourceEntry,
  place: Path,
  role: (typeof roles)[number],
  files: string[],
  matrices: ProvidedMatrix[],
): MapNode {
  const { origin } = file.value;
  const { value, diagnostics } = validate(request, node, place);
  if (value === null || diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  const { tensor, transpose, prune } = value;
  const path = resolve(origin.source.path === null ? '.' : dirname(origin.source.path), value.file);
  if (!holdsTensors(path) && (tensor !== undefined || prune !== undefined))
    throw new DiagnosticError([
      at(origin, 'WIN-TNS-008', 'only .npy, .npz and .safetensors files have tensors to name or to prune', {
        hint: 'leave `tensor` and `prune` out, or convert the file',
      }),
    ]);
  let provided: ProvidedMatrix;
  try {
    // k runs down weights (k × n), and along activations (m × k).
    const groupsAlong = role === 'activations' ? 'cols' : 'rows';
    provided = readPositions(path, { tensor, transpose, prune: prune ?? null, groupsAlong });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(
      error.diagnostics.map((d) => (d.line !== undefined ? d : { ...d, ...position(origin) })),
    );
  }
  files.push(path);
  provideMatrices([provided]);
  if (!matrices.some(({ sha256 }) => sha256 === provided.sha256)) matrices.push(provided);
  const facts = {
    pattern: 'matrix',
    name: tensor === undefined ? basename(path) : `${basename(path)}:${tensor}`,
    sha256: provided.sha256,
    rows: provided.matrix.rows,
    cols: provided.matrix.cols,
  };
  const entries = new Map<string, SourceEntry>();
  for (const [key, fact] of Object.entries(facts))
    entries.set(key, { key: file.key, value: { kind: 'scalar', value: fact, origin } });
  return { ...node, entries };
}
