import { elementTypes } from './elementType.ts';
import type { RawTensor } from './rawTensor.ts';
import { elementsOf, type TensorSource } from './tensorSource.ts';

/** NumPy's names of what `elementTypes` knows; others are refused. */
const names: Readonly<Record<string, string>> = {
  '<f8': 'F64',
  '<f4': 'F32',
  '<f2': 'F16',
  '<i8': 'I64',
  '<i4': 'I32',
  '<i2': 'I16',
  '|i1': 'I8',
  '|u1': 'U8',
  '|b1': 'BOOL',
};

const longestHeader = 65_536;

/** Bytes of a .npy file by range: a file of its own, or a member of an archive. */
export type NpyBytes = Pick<TensorSource, 'bytes' | 'read' | 'fail'>;

/** Reads a .npy file (NEP 1, versions 1 to 3). Sizes are checked against the file before anything is allocated. */
export function readNpy(source: NpyBytes): RawTensor {
  const { fail } = source;
  const magic = source.read(0, Math.min(12, source.bytes));
  if (magic.length < 10 || magic[0] !== 0x93 || String.fromCharCode(...magic.subarray(1, 6)) !== 'NUMPY')
    fail('WIN-TNS-003', 'it does not begin like a .npy file', 'write it with numpy.save');
  const version = magic[6]!;
  if (version < 1 || version > 3)
    fail('WIN-TNS-003', `version ${version} of .npy is not known`, 'versions 1 to 3 are');
  const wide = version > 1;
  const view = new DataView(magic.buffer, magic.byteOffset, magic.byteLength);
  const start = wide ? 12 : 10;
  if (magic.length < start) fail('WIN-TNS-002', 'the file ends within its header', 'copy the file again');
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > longestHeader)
    fail('WIN-TNS-003', `a header of ${length} bytes is none`, `at most ${longestHeader} bytes`);
  const header = new TextDecoder().decode(source.read(start, length));
  const descr = /'descr'\s*:\s*'([^']{1,16})'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const written = /'shape'\s*:\s*\(([\d,\s]{0,200})\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || written === undefined)
    return fail(
      'WIN-TNS-003',
      'the header lacks descr, fortran_order or shape of a plain array',
      'write it with numpy.save',
    );
  const type = elementTypes[names[descr] ?? ''];
  if (type === undefined)
    return fail(
      'WIN-TNS-005',
      `elements of type ${JSON.stringify(descr)} can't be read`,
      `one of ${Object.keys(names).join(', ')}: use astype`,
    );
  const shape = written
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number);
  const elements = elementsOf(shape, source);
  const bytes = elements * type.bytes;
  if (start + length + bytes > source.bytes)
    fail(
      'WIN-TNS-002',
      `[${shape.join(', ')}] takes ${bytes} bytes, the file holds ${Math.max(0, source.bytes - start - length)}`,
      'copy the file again: it is cut short or its header is wrong',
    );
  const values = type.decode(source.read(start + length, bytes), elements);
  return { shape, values, fortran: order === 'True' };
}
