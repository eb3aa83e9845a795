import { memoryLimit } from '../../arch/offChipMemory.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { Bound } from '../bound.ts';
import { patternFacts } from '../systolic/patternFacts.ts';
import type { NmCoreHardware } from './hardware.ts';
import { multipliersOf } from './scheme.ts';

/** Products of two non-zeros that no sample goes below at one per multiplier and cycle, and outputs written once. */
export function nmCoreBound(
  operation: Operation,
  { core, dram }: NmCoreHardware,
  { clock_hz }: { readonly clock_hz: number },
): Bound {
  const { batch, m, n, k } = asGemm(operation)!;
  const a = patternFacts(operation, 'a');
  const b = patternFacts(operation, 'b');
  const dense = m * k === a.nnz ? (b.exact ? m * b.nnz : 0) : n * k === b.nnz && a.exact ? a.nnz * n : 0;
  const macs = Math.floor(batch * dense);
  const multipliers = core.count * multipliersOf(core);
  const compute = Math.ceil(macs / multipliers);
  const bytes = Math.floor((batch * m * n * operation.operands.out.bits) / 8);
  const { bandwidth_bytes_per_s, posted_bytes } = memoryLimit(dram);
  const memory = Math.floor((Math.max(0, bytes - posted_bytes) * clock_hz) / bandwidth_bytes_per_s);
  return {
    cycles: Math.max(compute, memory),
    terms: [
      { name: 'compute', cycles: compute, formula: `⌈${macs} MAC / ${multipliers} multipliers⌉` },
      {
        name: 'memory',
        cycles: memory,
        formula: `${bytes} B of outputs / ${bandwidth_bytes_per_s} B/s × ${clock_hz} Hz`,
      },
    ],
  };
}
