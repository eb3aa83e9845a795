import * as z from 'zod';
import { defineComponent } from '../../src/arch/defineComponent.ts';
import { defineDataflow } from '../../src/dataflow/defineDataflow.ts';
import type { Execution } from '../../src/dataflow/execution.ts';
import { defineTable } from '../../src/energy/defineTable.ts';
import type { Price } from '../../src/energy/price.ts';
import type { Library } from '../../src/engine/library.ts';
import type { PointSpec } from '../../src/engine/point.ts';
import { defineSearch } from '../../src/mapping/search/defineSearch.ts';
import type { PatternSpec } from '../../src/tensor/patternSpec.ts';
import type { SparseMatrix } from '../../src/tensor/sparseMatrix.ts';
import type { LayerTrace } from '../../src/workload/layer.ts';
import type { Operation } from '../../src/workload/operation.ts';

/** `lanes` MACs over one dot product at a time; A is read again for each block of columns that the mapping makes. */
export interface ToyHardware {
  readonly lanes: number;
  readonly dram: { readonly bytes_per_cycle: number };
  /** Read by nothing: what `sensitivity` must find. */
  readonly unused: number;
}

export interface ToyMapping {
  readonly block: number;
}

const dims = (operation: Operation) => {
  if (operation.kind !== 'gemm') throw new Error('toy runs gemm only');
  return operation;
};

export const toyDataflow = defineDataflow<ToyHardware, ToyMapping>({
  name: 'toy',
  title: 'A row of MACs, for tests of the engine',
  reference: 'none',
  leaves_out: ['everything else'],
  hardware: z.strictObject({
    lanes: z.int().min(1),
    dram: z.strictObject({ bytes_per_cycle: z.number().positive() }),
    unused: z.number().default(1),
  }),
  mapping: z.strictObject({ block: z.int().min(1) }),
  reasons: { compute: 'multiply', dram: 'waiting for memory' },
  components: (hardware) => [
    { name: 'mac', component: 'toyMac', count: hardware.lanes, attributes: { bits: 8 } },
    { name: 'off.chip', component: 'toyDram', count: 1, attributes: { kind: 'DDR' } },
  ],
  supports: (operation) => operation.kind === 'gemm' || 'it is no matrix product',
  mapspace: (operation) => {
    const { n } = dims(operation);
    const blocks = [1, 2, 4].filter((block) => block <= n);
    return { size: blocks.length, candidates: () => blocks.map((block) => ({ block })) };
  },
  simulate(operation, hardware, mapping, context) {
    const b = dims(operation).operands.b.sparsity.pattern === 'dense' ? null : context.pattern('b');
    return run(operation, hardware, mapping, b);
  },
  estimate: (operation, hardware, mapping) => run(operation, hardware, mapping, null),
  bound(operation, hardware) {
    const { batch, m, n, k, operands } = dims(operation);
    const cycles =
      operands.b.sparsity.pattern === 'dense' ? Math.ceil((batch * m * n * k) / hardware.lanes) : 0;
    return {
      cycles,
      terms: [{ name: 'compute', cycles, formula: `${batch}·${m}·${n}·${k}/${hardware.lanes}` }],
    };
  },
  compute: () => new Float64Array(0),
});

function run(
  operation: Operation,
  hardware: ToyHardware,
  mapping: ToyMapping,
  b: SparseMatrix | null,
): Execution {
  const { batch, m, n, k } = dims(operation);
  const dense = batch * m * n * k;
  const effectual = b === null ? dense : batch * m * b.columns.length;
  const compute = Math.ceil(effectual / hardware.lanes);
  const a = batch * m * k * Math.ceil(n / mapping.block);
  const weights = batch * k * n;
  const out = batch * m * n;
  const memory = Math.ceil((a + weights + out) / hardware.dram.bytes_per_cycle);
  const cycles = Math.max(compute, memory);
  const row = (operand: string, reads: number, writes: number) => ({
    memory: 'off.chip',
    operand,
    reads,
    writes,
    read_bytes: reads,
    write_bytes: writes,
  });
  return {
    cycles,
    breakdown: { compute, dram: cycles - compute },
    macs: { effectual, skipped: dense - effectual, gated: 0, padded: 0 },
    traffic: [row('a', a, 0), row('b', weights, 0), row('out', 0, out)],
    actions: [
      { component: 'mac', action: 'mac', count: effectual },
      { component: 'off.chip', action: 'read', count: a + weights },
      { component: 'off.chip', action: 'write', count: out },
    ],
    utilisation: { array: cycles === 0 ? 0 : effectual / (cycles * hardware.lanes) },
  };
}

const mac = defineComponent({
  name: 'toyMac',
  description: 'multiplier',
  params: z.strictObject({}),
  actions: { mac: 'one multiply-accumulate', gated: 'one that is not' },
  attributes: () => ({ bits: 8 }),
});
const dram = defineComponent({
  name: 'toyDram',
  description: 'memory outside',
  params: z.strictObject({}),
  actions: { read: 'one byte', write: 'one byte' },
  offChip: true,
  attributes: () => ({ kind: 'DDR' }),
});

const price = (value: number): Price => ({ value, source: 'test', verified: 'made up' });

export const toyTable = defineTable({
  name: 'toy-prices',
  description: 'made up',
  energy_pj: ({ component }, action) => {
    if (component.component === 'toyMac') return action === 'mac' ? price(0.5) : null;
    return component.component === 'toyDram' ? price(action === 'read' ? 20 : 30) : null;
  },
  area_mm2: ({ component }) => price(component.component === 'toyMac' ? 0.001 : 0),
  leakage_w: ({ component }) => price(component.component === 'toyMac' ? 1e-6 : 0),
  access_time_s: ({ component }) => (component.component === 'toyMac' ? price(2e-9) : null),
});

const first = defineSearch({
  name: 'all',
  description: 'tries every mapping',
  run(space, cost) {
    let best = null;
    let evaluated = 0;
    for (const mapping of space.candidates()) {
      evaluated += 1;
      const value = cost(mapping);
      if (best === null || value < best.cost) best = { mapping, cost: value };
    }
    return best === null ? null : { ...best, evaluated, stopped: `all ${evaluated} mappings evaluated` };
  },
});

export const gemm = (m: number, n: number, k: number, b: PatternSpec = { pattern: 'dense' }): Operation => ({
  kind: 'gemm',
  batch: 1,
  m,
  n,
  k,
  operands: {
    a: { bits: 8, sparsity: { pattern: 'dense' } },
    b: { bits: 8, sparsity: b },
    out: { bits: 8, sparsity: { pattern: 'dense' } },
  },
  weights: 'b',
  b_shared_by: 1,
});

/** Layers come from `definition.operations`; a pattern other than dense keeps every `keep`-th element. */
export const toyLibrary: Library = {
  dataflows: [toyDataflow],
  components: [mac, dram],
  tables: [toyTable],
  searches: [first],
  trace(spec): LayerTrace {
    const definition = spec.definition as unknown as Pick<LayerTrace, 'layers'> & Partial<LayerTrace>;
    return { name: spec.name ?? 'toy', outputs: null, phase: 'inference', table_elements: 0, ...definition };
  },
  sample(operation, operand, stream) {
    const { m, n, k } = dims(operation);
    const rows = operand === 'b' ? k : m;
    const cols = operand === 'a' ? k : n;
    const rowPointers = new Int32Array(rows + 1);
    const columns: number[] = [];
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < cols; c++) if (stream.below(2) === 0) columns.push(c);
      rowPointers[r + 1] = columns.length;
    }
    return { rows, cols, rowPointers, columns: Int32Array.from(columns) };
  },
};

export const toyLayer = (name: string, operation: Operation, count = 1): LayerTrace['layers'][number] => ({
  name,
  names: Array.from({ length: count }, (_, i) => (i === 0 ? name : `${name}.${i}`)),
  count,
  operation,
  stage: 'forward',
});

export const toyPoint = (overrides: Partial<PointSpec> = {}): PointSpec => ({
  architecture: {
    version: 1,
    name: 'toy design',
    dataflow: 'toy',
    clock_hz: 1e9,
    technology: { node_nm: 45 },
    lanes: 4,
    dram: { bytes_per_cycle: 16 },
  },
  workload: {
    name: 'two layers',
    definition: { layers: [toyLayer('first', gemm(4, 8, 16)), toyLayer('second', gemm(3, 5, 7), 2)] },
  },
  fidelity: 'cycle',
  seed: 1,
  mapping: { objective: 'cycles', search: 'all', fixed: {} },
  ...overrides,
});
