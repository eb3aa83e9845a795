import type { Traffic } from '../execution.ts';
import type { NmCoreHardware, NmCoreMapping } from './hardware.ts';

/** Values, and bits that say where they lie. */
export interface Stored {
  readonly values: number;
  readonly metadata_bits: number;
}

/** What the operands of all products of a layer take, as stored. */
export interface Footprint {
  readonly a: Stored;
  readonly b: Stored;
  /** The same, a b that consecutive products share counted once. */
  readonly b_once: Stored;
  /** What the cores load: once for each tile of the other operand. */
  readonly a_loaded: Stored;
  readonly b_loaded: Stored;
  readonly outputs: number;
}

export interface Widths {
  readonly a: number;
  readonly b: number;
  readonly out: number;
}

/**
 * Words and bytes at the memory and at the buffer. One operand stays by panels of half the buffer; the other is read
 * again for each panel, unless it fits the other half. A b that consecutive products share is read once where it fits.
 */
export function trafficOf(
  footprint: Footprint,
  batch: number,
  widths: Widths,
  { buffer }: NmCoreHardware,
  { order }: NmCoreMapping,
): readonly Traffic[] {
  const half = (buffer.total_kib * 1024 * 8) / 2;
  const bitsOf = ({ values, metadata_bits }: Stored, bits: number): number => values * bits + metadata_bits;
  // Of one product, on average.
  const aBits = bitsOf(footprint.a, widths.a) / batch;
  const bBits = bitsOf(footprint.b, widths.b) / batch;
  const again = (stays: number, streams: number): number =>
    streams <= half ? 1 : Math.max(1, Math.ceil(stays / half));
  const aTimes = order === 'tokens' ? 1 : again(bBits, aBits);
  const bTimes = order === 'tokens' ? again(aBits, bBits) : 1;
  const b = bBits <= half ? footprint.b_once : footprint.b;

  const rows: Traffic[] = [];
  const row = (memory: string, operand: string, reads: number, writes: number, bits: number): void => {
    const read_bytes = Math.ceil((reads * bits) / 8);
    const write_bytes = Math.ceil((writes * bits) / 8);
    if (reads + writes > 0) rows.push({ memory, operand, reads, writes, read_bytes, write_bytes });
  };
  const operand = (name: 'a' | 'b', from: Stored, times: number, loaded: Stored): void => {
    row('dram', name, times * from.values, 0, widths[name]);
    row('dram', `metadata_${name}`, times * from.metadata_bits, 0, 1);
    row('buffer', name, loaded.values, times * from.values, widths[name]);
    row('buffer', `metadata_${name}`, loaded.metadata_bits, times * from.metadata_bits, 1);
  };
  operand('a', footprint.a, aTimes, footprint.a_loaded);
  operand('b', b, bTimes, footprint.b_loaded);
  row('dram', 'out', 0, footprint.outputs, widths.out);
  row('buffer', 'out', footprint.outputs, footprint.outputs, widths.out);
  return rows;
}
