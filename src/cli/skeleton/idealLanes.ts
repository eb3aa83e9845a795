import * as z from 'zod';
import mac from '../../arch/mac.ts';
import type { Bound } from '../../dataflow/bound.ts';
import { defineDataflow } from '../../dataflow/defineDataflow.ts';
import type { Execution } from '../../dataflow/execution.ts';
import { isDense } from '../../tensor/isDense.ts';
import { asGemm } from '../../workload/asGemm.ts';
import { macs } from '../../workload/macs.ts';
import type { Operation } from '../../workload/operation.ts';

// SKELETON: the parameters of the machine; every key has a description, and a unit where it has one.
const hardware = z.strictObject({
  lanes: z.int().min(1).max(65536).meta({ description: 'Multiply-accumulates that start in a cycle' }),
  depth: z.int().min(1).max(1024).meta({ description: 'Stages of a lane', unit: 'cycles' }),
  bits: z.int().min(4).max(32).meta({ description: 'Width of an operand', unit: 'bits' }),
});
type Hardware = z.output<typeof hardware>;

// SKELETON: what may be chosen for an operation: tile sizes, loop order, what stays in place.
const mapping = z.strictObject({
  lanes_used: z.int().min(1).meta({ description: 'Lanes that work on this operation' }),
});
type Mapping = z.output<typeof mapping>;

/**
 * SKELETON: say what the machine is and how an operation runs on it. This one issues `lanes_used` multiply-accumulates
 * a cycle and waits for the pipeline at the end of each product.
 */
export default defineDataflow<Hardware, Mapping>({
  name: 'ideal-lanes',
  title: 'Lanes that never wait',
  reference: 'SKELETON: author, title, venue, year',
  leaves_out: ['Memory: operands are always there.'],
  hardware,
  mapping,
  reasons: { compute: 'lanes issue', drain: 'the pipeline empties' },
  components: ({ lanes, bits }) => [
    {
      name: 'lanes.mac',
      component: mac.name,
      count: lanes,
      attributes: mac.attributes({ bits_a: bits, bits_b: bits, accumulator_bits: 32 }),
    },
  ],
  supports(operation) {
    if (asGemm(operation) === null) return `${operation.kind} is not a matrix product`;
    const { a, b } = operation.operands;
    return (isDense(a.sparsity) && isDense(b.sparsity)) || 'operands must be dense';
  },
  mapspace: (_, { lanes }) => ({ size: 1, candidates: () => [{ lanes_used: lanes }] }),
  // SKELETON: walk the machine cycle by cycle, on the concrete pattern where an operand is sparse
  // (`context.pattern('b')`), with plain functions over typed arrays and time that jumps to the next event.
  simulate(operation, { depth }, { lanes_used }) {
    const { batch, perProduct } = problem(operation);
    let cycles = 0;
    let issue = 0;
    for (let i = 0; i < batch; i++) {
      const issuing = Math.ceil(perProduct / lanes_used);
      issue += issuing;
      cycles += issuing + depth - 1;
    }
    return execution(operation, issue, cycles - issue, lanes_used);
  },
  // SKELETON: the closed form of the same.
  estimate(operation, { depth }, { lanes_used }) {
    const { batch, perProduct } = problem(operation);
    return execution(operation, batch * Math.ceil(perProduct / lanes_used), batch * (depth - 1), lanes_used);
  },
  // SKELETON: cycles that no mapping can go below, as a maximum of named terms.
  bound(operation, { lanes }): Bound {
    const cycles = Math.ceil(macs(operation) / lanes);
    return { cycles, terms: [{ name: 'lanes', cycles, formula: `⌈${macs(operation)} / ${lanes}⌉` }] };
  },
  // SKELETON: the product, in the machine's own order and number format.
  compute(operation, _hardware, _mapping, { a, b }) {
    const { batch, m, n, k, b_shared_by } = asGemm(operation)!;
    const out = new Float64Array(batch * m * n);
    for (let g = 0; g < batch; g++) {
      const shared = Math.floor(g / b_shared_by);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let l = 0; l < k; l++) sum += a[(g * m + i) * k + l]! * b[(shared * k + l) * n + j]!;
          out[(g * m + i) * n + j] = sum;
        }
    }
    return out;
  },
});

function problem(operation: Operation): { batch: number; perProduct: number } {
  const { batch, m, n, k } = asGemm(operation)!;
  return { batch, perProduct: m * n * k };
}

/** Everything counted: cycles by reason, multiply-accumulates by kind, traffic by memory, actions by component. */
function execution(operation: Operation, compute: number, drain: number, lanes: number): Execution {
  const total = macs(operation);
  return {
    cycles: compute + drain,
    breakdown: { compute, drain },
    macs: { effectual: total, skipped: 0, gated: 0, padded: 0 },
    traffic: [],
    actions: [{ component: 'lanes.mac', action: 'mac', count: total }],
    utilisation: { array: total / ((compute + drain) * lanes) },
  };
}
