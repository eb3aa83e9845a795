import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { DiagnosticError } from '../core/diagnostic.ts';
import { type ProvidedMatrix, provideMatrices } from '../tensor/matrixStore.ts';
import { type MatrixFile, readMatrixMarket } from './readMatrixMarket.ts';
import { type MapNode, nodeAt, type SourceEntry, type SourceNode, withNode } from './sourceNode.ts';
import { position } from './sourceText.ts';

/** Files read by this process, until they change: several workloads and both operands name the same one. */
const read = new Map<string, MatrixFile>();

function readOnce(path: string): MatrixFile {
  const stat = statSync(path, { throwIfNoEntry: false });
  const key = `${path}\0${stat?.mtimeMs}\0${stat?.size}`;
  let file = read.get(key);
  if (file === undefined) {
    file = readMatrixMarket(path);
    read.set(key, file);
  }
  return file;
}

/**
 * Reads the Matrix Market files that the layers of a workload name (`spgemm: { a: { matrix: file } }`) into the store
 * of this thread, and writes hash and sizes beside the name: the point that travels holds no path.
 */
export function inlineMatrices(item: MapNode, files: string[], matrices: ProvidedMatrix[]): MapNode {
  const layers = nodeAt(item, ['layers']);
  if (layers?.kind !== 'list') return item;
  let changed: SourceNode = item;
  for (let i = 0; i < layers.items.length; i++)
    for (const operand of ['a', 'b']) {
      const path = ['layers', i, 'spgemm', operand];
      const node = nodeAt(item, path);
      const name = node?.kind === 'map' ? node.entries.get('matrix') : undefined;
      if (node?.kind !== 'map' || name?.value.kind !== 'scalar' || typeof name.value.value !== 'string')
        continue;
      changed = withNode(changed, path, withMatrix(node, name, name.value.value, files, matrices), name.key);
    }
  return changed as MapNode;
}

function withMatrix(
  node: MapNode,
  name: SourceEntry,
  written: string,
  files: string[],
  matrices: ProvidedMatrix[],
): MapNode {
  const { origin } = name.value;
  const path = resolve(origin.source.path === null ? '.' : dirname(origin.source.path), written);
  let file: MatrixFile;
  try {
    file = readOnce(path);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    // A fault inside the matrix keeps its own line; one of the file as a whole is shown where it is named.
    throw new DiagnosticError(
      error.diagnostics.map((d) => (d.line !== undefined ? d : { ...d, ...position(origin) })),
    );
  }
  files.push(path);
  const provided = { sha256: file.sha256, matrix: file.matrix };
  provideMatrices([provided]);
  if (!matrices.some(({ sha256 }) => sha256 === provided.sha256)) matrices.push(provided);
  const entries = new Map(node.entries);
  const facts = {
    matrix: basename(path),
    sha256: file.sha256,
    rows: file.matrix.rows,
    cols: file.matrix.cols,
  };
  for (const [key, value] of Object.entries(facts))
    entries.set(key, { key: name.key, value: { kind: 'scalar', value, origin } });
  return { ...node, entries };
}
