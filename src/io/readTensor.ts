import { extname } from 'node:path';
import type { RawTensor } from './rawTensor.ts';
import { readNpy } from './readNpy.ts';
import { readNpz } from './readNpz.ts';
import { readSafetensors } from './readSafetensors.ts';
import { type TensorSource, withTensorSource } from './tensorSource.ts';

/** A matrix of values, row-major. */
export interface TensorMatrix {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float32Array;
}

const readers: Readonly<Record<string, (source: TensorSource, name: string | undefined) => RawTensor>> = {
  '.npy': readNpy,
  '.npz': readNpz,
  '.safetensors': readSafetensors,
};

/** Suffixes of files that hold tensors. */
export const tensorSuffixes: readonly string[] = Object.keys(readers);

/**
 * One tensor of a .npy, .npz or .safetensors file as a matrix in single precision. Of more than two axes the first one
 * stays and the others become columns (filters of a convolution). `transpose` exchanges rows and columns.
 */
export function readTensor(file: string, name: string | undefined, transpose: boolean): TensorMatrix {
  return withTensorSource(file, (source) => {
    const read = readers[extname(file).toLowerCase()];
    if (read === undefined)
      return source.fail(
        'WIN-TNS-003',
        `${source.name} is no tensor file by its name`,
        `one of ${tensorSuffixes.join(', ')}`,
      );
    const { shape, values, fortran } = read(source, name);
    if (shape.length < 2 || values.length === 0)
      source.fail('WIN-TNS-004', `a tensor of shape [${shape.join(', ')}] is no matrix`, 'it needs two axes');
    for (const value of values)
      if (!Number.isFinite(value))
        source.fail('WIN-TNS-007', `it holds ${value}`, 'values must be finite in single precision');
    const rows = shape[0]!;
    const cols = values.length / rows;
    if (fortran && shape.length > 2)
      source.fail('WIN-TNS-005', 'Fortran order of more than two axes', 'use numpy.ascontiguousarray');
    // Column-major rows × cols are row-major cols × rows.
    if (fortran === transpose)
      return { rows: transpose ? cols : rows, cols: transpose ? rows : cols, values };
    const turned = new Float32Array(values.length);
    const [from, to] = fortran ? [cols, rows] : [rows, cols];
    for (let i = 0; i < from; i++) for (let j = 0; j < to; j++) turned[j * from + i] = values[i * to + j]!;
    return { rows: transpose ? cols : rows, cols: transpose ? rows : cols, values: turned };
  });
}
