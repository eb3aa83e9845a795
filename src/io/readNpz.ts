import { inflateRawSync } from 'node:zlib';
import type { RawTensor } from './rawTensor.ts';
import { readNpy } from './readNpy.ts';
import { mostElements, type TensorSource } from './tensorSource.ts';

interface Member {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly header: number;
}

const longestComment = 65_535;
/** Central directories up to this size: hundreds of thousands of arrays. */
const largestDirectory = 64 * 1024 * 1024;

/** Reads one array of a .npz archive (zip, stored or deflated); `name` may be left out where there is only one. */
export function readNpz(source: TensorSource, name: string | undefined): RawTensor {
  const { fail } = source;
  const members = directory(source).filter((member) => member.name.endsWith('.npy'));
  const names = members.map((member) => member.name.slice(0, -'.npy'.length));
  const index = name === undefined && members.length === 1 ? 0 : names.indexOf(name ?? '');
  const member = members[index];
  if (member === undefined)
    return fail(
      'WIN-TNS-006',
      name === undefined ? `the archive holds ${members.length} arrays` : `no array ${JSON.stringify(name)}`,
      `give tensor: one of ${names.slice(0, 12).join(', ')}`,
    );
  if (member.size > 8 * mostElements + 1024 * 1024)
    fail('WIN-TNS-004', `array ${names[index]} of ${member.size} bytes is too large`, 'use a slice of it');
  const local = source.read(member.header, 30);
  const view = new DataView(local.buffer);
  if (view.getUint32(0, true) !== 0x04034b50)
    fail('WIN-TNS-003', 'the archive is damaged: no member where its directory says', 'copy the file again');
  const start = member.header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (member.method === 0)
    return readNpy({
      bytes: member.packed,
      fail,
      read: (from, length) => {
        if (from + length > member.packed)
          fail('WIN-TNS-002', `array ${names[index]} ends before its header says`, 'copy the file again');
        return source.read(start + from, length);
      },
    });
  if (member.method !== 8)
    fail('WIN-TNS-003', `compression ${member.method} is not supported`, 'use numpy.savez_compressed');
  const data = inflated(source, start, member);
  return readNpy({
    bytes: data.length,
    fail,
    read: (from, length) => {
      if (from + length > data.length)
        fail('WIN-TNS-002', `array ${names[index]} ends before its header says`, 'copy the file again');
      return data.slice(from, from + length);
    },
  });
}

function inflated(source: TensorSource, start: number, member: Member): Uint8Array {
  const packed = source.read(start, member.packed);
  try {
    // No more than the directory states is ever made.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, member.size) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return source.fail('WIN-TNS-003', `the compressed data is damaged (${why})`, 'copy the file again');
  }
}

/** Members by the directory at the end of a zip file (APPNOTE 4.3). */
function directory(source: TensorSource): Member[] {
  const { fail } = source;
  const length = Math.min(source.bytes, 22 + longestComment);
  const tail = source.read(source.bytes - length, length);
  const view = new DataView(tail.buffer);
  let end = length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0)
    return fail('WIN-TNS-003', 'it is no .npz archive, or its end is missing', 'write it with numpy.savez');
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const at = view.getUint32(end + 16, true);
  if (at === 0xffffffff || size > largestDirectory)
    fail('WIN-TNS-003', 'archives of 4 GiB and more are not supported', 'use .npy or safetensors');
  const bytes = source.read(at, size);
  const entries = new DataView(bytes.buffer);
  const members: Member[] = [];
  for (let from = 0, i = 0; i < count; i++) {
    if (from + 46 > size || entries.getUint32(from, true) !== 0x02014b50)
      fail('WIN-TNS-003', 'the directory of the archive is damaged', 'copy the file again');
    const nameLength = entries.getUint16(from + 28, true);
    members.push({
      name: new TextDecoder().decode(bytes.subarray(from + 46, from + 46 + nameLength)),
      method: entries.getUint16(from + 10, true),
      packed: entries.getUint32(from + 20, true),
      size: entries.getUint32(from + 24, true),
      header: entries.getUint32(from + 42, true),
    });
    from += 46 + nameLength + entries.getUint16(from + 30, true) + entries.getUint16(from + 32, true);
  }
  return members;
}
