import * as z from 'zod';
import { closestName } from '../core/closestName.ts';
import { elementTypes } from './elementType.ts';
import type { RawTensor } from './rawTensor.ts';
import { elementsOf, type TensorSource } from './tensorSource.ts';

/** The format's own limit. */
const longestHeader = 100_000_000;

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)).max(16),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

/** Reads one tensor of a safetensors file by name: the header and its own bytes, nothing of the others. */
export function readSafetensors(source: TensorSource, name: string | undefined): RawTensor {
  const { fail } = source;
  if (source.bytes < 8)
    return fail('WIN-TNS-002', `${source.bytes} bytes are no safetensors file`, 'copy the file again');
  const length = new DataView(source.read(0, 8).buffer).getBigUint64(0, true);
  if (length > BigInt(longestHeader))
    return fail('WIN-TNS-003', `a header of ${length} bytes is none`, 'is it a safetensors file?');
  const headerBytes = Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(source.read(8, headerBytes)));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
    return fail('WIN-TNS-003', 'the header is no JSON', 'is it a safetensors file?');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    return fail('WIN-TNS-003', 'the header is no map of tensors', 'is it a safetensors file?');
  const names = Object.keys(header).filter((key) => key !== '__metadata__');
  const wanted = name ?? (names.length === 1 ? names[0]! : '');
  if (!names.includes(wanted)) {
    const near = closestName(wanted, names);
    return fail(
      'WIN-TNS-006',
      name === undefined ? `the file holds ${names.length} tensors` : `no tensor ${JSON.stringify(name)}`,
      near !== null ? `did you mean ${near}?` : `give tensor: one of ${names.slice(0, 12).join(', ')}`,
    );
  }
  const parsed = entry.safeParse((header as Record<string, unknown>)[wanted]);
  if (!parsed.success)
    return fail('WIN-TNS-003', `the entry of ${wanted} lacks dtype, shape or data_offsets`, 'write it again');
  const { dtype, shape, data_offsets } = parsed.data;
  const type = elementTypes[dtype];
  if (type === undefined)
    return fail(
      'WIN-TNS-005',
      `elements of type ${dtype.slice(0, 20)} can't be read`,
      `one of ${Object.keys(elementTypes).join(', ')}`,
    );
  const elements = elementsOf(shape, source);
  const [from, to] = data_offsets;
  if (to - from !== elements * type.bytes)
    fail(
      'WIN-TNS-003',
      `${wanted}: [${shape.join(', ')}] of ${dtype} takes ${elements * type.bytes} bytes, its range holds ${to - from}`,
      'write the file again',
    );
  const values = type.decode(source.read(8 + headerBytes + from, to - from), elements);
  return { shape, values, fortran: false };
}
