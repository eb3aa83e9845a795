import { DiagnosticError } from '../../core/diagnostic.ts';
import type { DramParams } from './dramParams.ts';

/** Where a request goes: flat bank of its channel, and row. `address` is in requests (byte address / request_bytes). */
export interface Location {
  channel: number;
  bank: number;
  row: number;
}

/** Compiled mapping: (position, width) of each field in the request address; column bits in two pieces. */
export interface AddressMapping {
  readonly position: Int32Array;
  readonly width: Int32Array;
  readonly mask: Int32Array;
  /** No field reaches past bit 31. */
  readonly narrow: boolean;
  readonly columnHighPosition: number;
  readonly columnHighWidth: number;
  readonly xor: boolean;
  /** Consecutive requests go to consecutive channels. */
  readonly channelLowest: boolean;
  readonly stacks: number;
  readonly groups: number;
  readonly banks: number;
  /** Bits below the row, where the row is the most significant field; else -1. */
  readonly rowPosition: number;
  /** Shifts by this many rows keep banks and row equality: 1, or the reach of the XOR. */
  readonly rowPeriod: number;
  /** Requests below one step of the row field. */
  readonly rowUnit: number;
  /** Requests of all channels together. */
  readonly capacity: number;
  /** By the bits below the row, where these are few and the row is on top: channel, bank and XOR of the row; else null. */
  readonly places: Int32Array | null;
  /** Legal bits of a row; all of them under `^co`, which numbers rows past the last. */
  readonly rowMask: number;
}

/** Bits of the channel, the bank and the XOR in an entry of `places`, and of its index at most. */
const channelBits = 10;
const bankBits = 12;
const xorBits = 9;
const placeBits = 15;

const CH = 0;
const RA = 1;
const SI = 2;
const BG = 3;
const BA = 4;
const RO = 5;
const CO = 6;
const fieldNames = ['ch', 'ra', 'si', 'bg', 'ba', 'ro', 'co'];

/**
 * Bit-string mappings of both peers: `rochrababgco` (DRAMsim3), `ro ba bg si ra co` (Ramulator RoBaRaCoCh),
 * `ro co ba bg si ra co2 ^co` (MOP4CLXOR: two column bits lowest, then each field from ra to ro XORed with
 * successive slices of the column, from its bit 0).
 */
export function addressMapping(p: DramParams): AddressMapping {
  const o = p.organization;
  const columns = o.row_bytes / o.request_bytes;
  const sizes = [o.channels, o.ranks, o.stacks, o.bank_groups, o.banks_per_group, o.rows, columns];
  const widths = sizes.map((size, i) => {
    let bits = 0;
    while (1 << bits < size && bits < 30) bits++;
    if (1 << bits !== size) fail(`${fieldNames[i]} has ${size} values`, 'every field needs a power of two');
    return bits;
  });
  const xor = /\^co$/.test(p.address_mapping.trim());
  const text = p.address_mapping.replace(/\^co\s*$/, '').replace(/[\s,-]/g, '');
  const tokens = text.match(/[a-z]{2}\d*/g) ?? [];
  if (tokens.join('') !== text)
    fail(`'${p.address_mapping}' is not a list of fields`, `use ${fieldNames.join(' ')}`);
  const position = new Int32Array(7).fill(-1);
  const width = Int32Array.from(widths);
  let columnHighPosition = 0;
  let columnHighWidth = 0;
  let at = 0;
  for (const token of tokens.reverse()) {
    const field = fieldNames.indexOf(token.slice(0, 2));
    if (field < 0) fail(`unknown field '${token}'`, `use ${fieldNames.join(' ')}`);
    const bits = token.length > 2 ? Number(token.slice(2)) : -1;
    if (field === CO && position[CO]! >= 0) {
      columnHighPosition = at;
      columnHighWidth = widths[CO]! - width[CO]!;
      at += columnHighWidth;
      continue;
    }
    if (position[field]! >= 0) fail(`field '${token}' appears twice`, 'only co may be cut in two');
    position[field] = at;
    if (bits >= 0) {
      if (field !== CO || bits > widths[CO]!) fail(`'${token}' takes too many bits`, 'only co may be cut');
      width[CO] = bits;
    }
    at += width[field]!;
  }
  for (let f = 0; f < 7; f++)
    if (position[f]! < 0) {
      if (widths[f]! > 0) fail(`field '${fieldNames[f]}' is missing`, `it has ${sizes[f]} values`);
      position[f] = 0;
    }
  if (width[CO]! + columnHighWidth !== widths[CO]!)
    fail('column bits are missing', `a row has ${columns} bursts`);
  if (at > 53) fail(`the address has ${at} bits`, 'at most 53');
  const mapping: AddressMapping = {
    position,
    width,
    mask: width.map((bits) => (1 << bits) - 1),
    narrow: at <= 32,
    columnHighPosition,
    columnHighWidth,
    xor,
    channelLowest: position[CH] === 0,
    stacks: o.stacks,
    groups: o.bank_groups,
    banks: o.banks_per_group,
    rowPosition: position[RO]! + width[RO]! === at ? position[RO]! : -1,
    rowPeriod: xor
      ? unit(Math.max(0, widths[CO]! - widths[RA]! - widths[SI]! - widths[BG]! - widths[BA]!))
      : 1,
    rowUnit: unit(position[RO]!),
    capacity: unit(at),
    places: null,
    rowMask: xor ? -1 : (1 << width[RO]!) - 1,
  };
  const few =
    mapping.narrow &&
    mapping.rowPosition > 0 &&
    mapping.rowPosition <= placeBits &&
    widths[CH]! <= channelBits &&
    widths[RA]! + widths[SI]! + widths[BG]! + widths[BA]! <= bankBits &&
    mapping.rowPeriod <= 1 << xorBits;
  return few ? { ...mapping, places: placesOf(mapping) } : mapping;
}

function placesOf(m: AddressMapping): Int32Array {
  const at = { channel: 0, bank: 0, row: 0 };
  const places = new Int32Array(1 << m.rowPosition);
  for (let address = 0; address < places.length; address++) {
    locate(m, address, at);
    places[address] = (((at.row << bankBits) | at.bank) << channelBits) | at.channel;
  }
  return places;
}

/** Two to the n: n may pass 31. */
function unit(n: number): number {
  let value = 1;
  for (let i = 0; i < n; i++) value *= 2;
  return value;
}

function fail(message: string, hint: string): never {
  throw new DiagnosticError([
    { code: 'WIN-DRM-001', severity: 'error', message: `address_mapping: ${message}`, hint },
  ]);
}

function slice(low: number, high: number, position: number, width: number): number {
  if (width === 0) return 0;
  const mask = (1 << width) - 1;
  if (position >= 32) return (high >>> (position - 32)) & mask;
  const value = low >>> position;
  return (position + width <= 32 ? value : value | (high << (32 - position))) & mask;
}

/** Decodes a request address into `out`. Addresses past the capacity wrap, except under `^co`. */
export function locate(m: AddressMapping, address: number, out: Location): void {
  const { places } = m;
  if (places !== null && address < 4294967296) {
    const low = address >>> 0;
    const place = places[low & (places.length - 1)]!;
    out.channel = place & ((1 << channelBits) - 1);
    out.bank = (place >>> channelBits) & ((1 << bankBits) - 1);
    out.row = ((low >>> m.rowPosition) & m.rowMask) ^ (place >>> (channelBits + bankBits));
    return;
  }
  if (m.narrow && address < 4294967296) locateNarrow(m, address, out);
  else locateWide(m, address, out);
}

function locateNarrow(m: AddressMapping, address: number, out: Location): void {
  const low = address >>> 0;
  const { position, mask } = m;
  let rank = (low >>> position[RA]!) & mask[RA]!;
  let stack = (low >>> position[SI]!) & mask[SI]!;
  let group = (low >>> position[BG]!) & mask[BG]!;
  let bank = (low >>> position[BA]!) & mask[BA]!;
  let row = (low >>> position[RO]!) & mask[RO]!;
  if (m.xor) {
    const { width } = m;
    let column =
      ((low >>> position[CO]!) & mask[CO]!) |
      (((low >>> m.columnHighPosition) & ((1 << m.columnHighWidth) - 1)) << width[CO]!);
    rank ^= column & mask[RA]!;
    column >>>= width[RA]!;
    stack ^= column & mask[SI]!;
    column >>>= width[SI]!;
    group ^= column & mask[BG]!;
    column >>>= width[BG]!;
    bank ^= column & mask[BA]!;
    if (m.rowPosition >= 0) row = low >>> m.rowPosition;
    row ^= column >>> width[BA]!;
  }
  out.channel = (low >>> position[CH]!) & mask[CH]!;
  out.bank = ((rank * m.stacks + stack) * m.groups + group) * m.banks + bank;
  out.row = row;
}

function locateWide(m: AddressMapping, address: number, out: Location): void {
  const low = address >>> 0;
  const high = Math.floor(address / 4294967296);
  const { position, width } = m;
  let rank = slice(low, high, position[RA]!, width[RA]!);
  let stack = slice(low, high, position[SI]!, width[SI]!);
  let group = slice(low, high, position[BG]!, width[BG]!);
  let bank = slice(low, high, position[BA]!, width[BA]!);
  let row = slice(low, high, position[RO]!, width[RO]!);
  if (m.xor) {
    let column =
      slice(low, high, position[CO]!, width[CO]!) |
      (slice(low, high, m.columnHighPosition, m.columnHighWidth) << width[CO]!);
    rank ^= column & ((1 << width[RA]!) - 1);
    column >>>= width[RA]!;
    stack ^= column & ((1 << width[SI]!) - 1);
    column >>>= width[SI]!;
    group ^= column & ((1 << width[BG]!) - 1);
    column >>>= width[BG]!;
    bank ^= column & ((1 << width[BA]!) - 1);
    // The row takes all that is left above, past the capacity too: XOR keeps rows apart, a wrap would join them.
    if (m.rowPosition >= 0) row = Math.floor(address / m.rowUnit);
    row ^= column >>> width[BA]!;
  }
  out.channel = slice(low, high, position[CH]!, width[CH]!);
  out.bank = ((rank * m.stacks + stack) * m.groups + group) * m.banks + bank;
  out.row = row;
}
