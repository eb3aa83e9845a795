import { DiagnosticError } from '../../src/core/diagnostic.ts';
import type { SimulationContext } from '../../src/dataflow/simulationContext.ts';
import type { SystolicHardware } from '../../src/dataflow/systolic/hardware.ts';
import type { SystolicMapping } from '../../src/dataflow/systolic/mapping.ts';
import { patternFacts } from '../../src/dataflow/systolic/patternFacts.ts';
import { problemOf } from '../../src/dataflow/systolic/problem.ts';
import { tilingOf } from '../../src/dataflow/systolic/tiling.ts';
import systolic from '../../src/dataflow/systolic.ts';
import type { Gemm } from '../../src/workload/operations/gemm.ts';
import { contextFor } from './systolicCases.ts';
import { systolicOracle } from './systolicOracle.ts';
import { positionsOf, type SlotLayout, slotLayout } from './systolicOracleSlots.ts';

/** Dense matrices with small integers where the pattern has non-zeros. */
export function valuesOf(gemm: Gemm, context: SimulationContext): { a: Float64Array; b: Float64Array } {
  const { batch, m, n, k, b_shared_by } = gemm;
  const elements = Math.ceil(batch / b_shared_by);
  const a = new Float64Array(batch * m * k);
  const b = new Float64Array(elements * k * n);
  for (let g = 0; g < batch; g++) {
    const { rowPointers, columns } = context.pattern('a', g);
    for (let i = 0; i < m; i++)
      for (let p = rowPointers[i]!; p < rowPointers[i + 1]!; p++)
        a[(g * m + i) * k + columns[p]!] = ((g * 7 + i * 13 + columns[p]! * 5) % 17) - 9 || 4;
  }
  for (let e = 0; e < elements; e++) {
    const { rowPointers, columns } = context.pattern('b', e * b_shared_by);
    for (let i = 0; i < k; i++)
      for (let p = rowPointers[i]!; p < rowPointers[i + 1]!; p++)
        b[(e * k + i) * n + columns[p]!] = ((e * 5 + i * 11 + columns[p]! * 3) % 19) - 10 || 3;
  }
  return { a, b };
}

export function reference(gemm: Gemm, { a, b }: { a: Float64Array; b: Float64Array }): Float64Array {
  const { batch, m, n, k, b_shared_by } = gemm;
  const out = new Float64Array(batch * m * n);
  for (let g = 0; g < batch; g++)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++)
          sum += a[(g * m + i) * k + l]! * b[(Math.floor(g / b_shared_by) * k + l) * n + j]!;
        out[(g * m + i) * n + j] = sum;
      }
  return out;
}

/** The same layout with its answers kept: the oracle asks in every cycle. */
function remembered(layout: SlotLayout): SlotLayout {
  const known = new Map<number, ReturnType<SlotLayout['entries']>>();
  return {
    ...layout,
    entries(element, line, slot) {
      const key = (element * 64 + line) * 64 + slot;
      let list = known.get(key);
      if (list === undefined) {
        list = layout.entries(element, line, slot);
        known.set(key, list);
      }
      return list;
    },
  };
}

/** Runs both; null where the mapping does not fit. */
export function both(gemm: Gemm, hardware: SystolicHardware, chosen: SystolicMapping, seed: number) {
  const context = contextFor(gemm, seed);
  let fast: ReturnType<typeof systolic.simulate>;
  try {
    fast = systolic.simulate(gemm, hardware, chosen, context);
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
  const { batch, m, n, k, b_shared_by } = gemm;
  const values = valuesOf(gemm, context);
  const promiseOf = (operand: 'a' | 'b') => {
    const { group } = patternFacts(gemm, operand);
    return group !== null && group.along === (operand === 'a' ? 'cols' : 'rows')
      ? ([group.n, group.m] as const)
      : null;
  };
  const elements = Math.ceil(batch / b_shared_by);
  const layout = remembered(
    slotLayout(
      hardware,
      { m, n, k },
      {
        a: promiseOf('a'),
        b: promiseOf('b'),
        sparseB: patternFacts(gemm, 'b').density < 1,
        givenB: patternFacts(gemm, 'b').matrix !== null,
      },
      {
        a: Array.from({ length: batch }, (_, g) => positionsOf(context.pattern('a', g), 'a')),
        b: Array.from({ length: elements }, (_, e) =>
          positionsOf(context.pattern('b', e * b_shared_by), 'b'),
        ),
      },
      (operand, element, line, at) =>
        operand === 'a' ? values.a[(element * m + line) * k + at]! : values.b[(element * k + at) * n + line]!,
    ),
  );
  const slow = systolicOracle(
    gemm,
    hardware,
    chosen,
    layout,
    {
      a: (g, row, at) => values.a[(g * m + row) * k + at]!,
      b: (e, at, column) => values.b[(e * k + at) * n + column]!,
    },
    context.clock_hz,
  );
  const tiling = tilingOf(problemOf(gemm, hardware, context), hardware, chosen);
  return { gemm, fast, slow, values, indexBits: layout.indexBits, outBits: tiling.outBits };
}

/** What the fast model's traffic says was moved, in the oracle's units. */
export function movedBy({ gemm, fast, indexBits, outBits }: NonNullable<ReturnType<typeof both>>) {
  const sum = (
    memory: (name: string) => boolean,
    operand: string,
    key: 'reads' | 'writes' | 'read_bytes' | 'write_bytes',
  ) =>
    fast.traffic
      .filter((row) => memory(row.memory) && row.operand === operand)
      .reduce((total, row) => total + row[key], 0);
  const dram = (name: string) => name === 'dram';
  const pad = (name: string) => name !== 'dram';
  const read = (operand: 'a' | 'b') =>
    sum(dram, operand, 'read_bytes') + sum(dram, `metadata_${operand}`, 'read_bytes');
  const bits = (operand: 'a' | 'b') =>
    sum(pad, operand, 'reads') * gemm.operands[operand].bits +
    sum(pad, `metadata_${operand}`, 'reads') * indexBits;
  const outputs =
    sum(pad, 'out', 'reads') +
    sum(pad, 'out', 'writes') -
    sum(dram, 'out', 'reads') -
    sum(dram, 'out', 'writes');
  return {
    read: { a: read('a'), b: read('b'), out: sum(dram, 'out', 'read_bytes') },
    written: sum(dram, 'out', 'write_bytes'),
    portBits: { a: bits('a'), b: bits('b'), out: outputs * outBits },
  };
}
