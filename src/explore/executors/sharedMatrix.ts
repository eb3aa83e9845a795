import type { ProvidedMatrix } from '../../tensor/matrixStore.ts';

/** The same matrix in memory that all workers see: it is copied once, not once for each worker. */
export function sharedMatrix({ sha256, matrix }: ProvidedMatrix): ProvidedMatrix {
  const { rows, cols, rowPointers, columns } = matrix;
  return { sha256, matrix: { rows, cols, rowPointers: shared(rowPointers), columns: shared(columns) } };
}

function shared(array: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
