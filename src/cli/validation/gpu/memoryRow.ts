import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { streamCycles } from '../../../dataflow/gpu/kernels/elementwise.ts';
import { residentBytes } from '../../../dataflow/gpu/measuredShape.ts';
import { type Row, sizes } from './timeCase.ts';

const mebibyte = 1_048_576;

/**
 * Bytes read and written of a row (`mbytes`, else from its sizes), and the rows that it reduces. `copy` moves size_mb MiB
 * twice, `read` sums them; the rest read and write M × N values of 16 bits; softmax and layernorm reduce each of M rows.
 */
function facts(row: Row): { readonly bytes: number; readonly rows: number } | null {
  const mib = Number(row['size_mb']);
  const told = Number(row['mbytes']) * 1e6;
  const bytes = (own: number): number => (told > 0 ? told : own);
  if (row['kind'] === 'copy' && mib > 0) return { bytes: bytes(2 * mib * mebibyte), rows: 0 };
  if (row['kind'] === 'read' && mib > 0) return { bytes: bytes(mib * mebibyte), rows: 1 };
  const size = sizes(row, ['M', 'N']);
  if (size === null) return null;
  const reduces = /softmax|norm/.test(row['kind'] ?? '');
  return { bytes: bytes(size.M * size.N * 4), rows: reduces ? size.M : 0 };
}

/** Microseconds of a row, warm: what the L2 keeps from the run before need not be moved. */
export function memoryTime(row: Row, device: GpuDevice, clock_hz: number): number | string {
  const known = facts(row);
  if (known === null) return 'a row needs size_mb, or M and N as positive integers';
  const parts = streamCycles(known.bytes, residentBytes(device), known.rows, device, clock_hz);
  return ((parts.launch + parts.hbm + parts.reduction) / clock_hz) * 1e6;
}
