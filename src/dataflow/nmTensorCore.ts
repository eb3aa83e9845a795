import { asGemm } from '../workload/asGemm.ts';
import { defineDataflow } from './defineDataflow.ts';
import { nmCoreComponents } from './nmcore/components.ts';
import { compute } from './nmcore/compute.ts';
import { estimate } from './nmcore/estimate.ts';
import { type NmCoreHardware, type NmCoreMapping, nmCoreHardware, nmCoreMapping } from './nmcore/hardware.ts';
import { nmCoreBound } from './nmcore/nmCoreBound.ts';
import { shapesOf } from './nmcore/scheme.ts';
import { simulate } from './nmcore/simulate.ts';

/** Tensor cores that leave zeros out, by one of five schemes: docs/models/nm-tensor-core.md. */
export default defineDataflow<NmCoreHardware, NmCoreMapping>({
  name: 'nm-tensor-core',
  title: 'Tensor cores for n:m, row-wise, hierarchical, paired-block and dual-side sparse operands',
  reference:
    'Zhu et al., Sparse Tensor Core, MICRO 2019; Jeong et al., VEGETA, HPCA 2023; Liu et al., S2TA, HPCA 2022; Wang et al., Dual-side Sparse Tensor Core, ISCA 2021; Wu et al., HighLight, MICRO 2023',
  leaves_out: [
    'The instructions that start a tile, and the pipeline depth of a unit.',
    'Bank conflicts of the accumulators of outer products, and the decoding of bitmaps.',
    'The cores share the memory evenly; an exact DRAM carries each operand as one contiguous run.',
    'Ports of the buffer: each core has its own.',
    'A convolution is timed as the product of its im2col view.',
  ],
  hardware: nmCoreHardware,
  mapping: nmCoreMapping,
  reasons: {
    compute: 'units multiply',
    operands: 'units wait for operand buffers',
    drain: 'outputs leave the accumulators',
    imbalance: 'cores idle while the last tiles run',
    fill: 'first load from memory',
    memory: 'all wait for memory bandwidth',
  },
  components: nmCoreComponents,
  supports(operation, { core }) {
    if (asGemm(operation) === null) return `${operation.kind} is not a matrix product`;
    const { a, b, out } = operation.operands;
    if (a.bits > core.bits_a)
      return `a has ${a.bits} bits, the multipliers take ${core.bits_a} (core.bits_a)`;
    if (b.bits > core.bits_b)
      return `b has ${b.bits} bits, the multipliers take ${core.bits_b} (core.bits_b)`;
    return (
      out.bits <= core.accumulator_bits ||
      `outputs have ${out.bits} bits, the accumulators ${core.accumulator_bits} (core.accumulator_bits)`
    );
  },
  mapspace(_operation, { core }) {
    const candidates = shapesOf(core).flatMap(({ n, m }): NmCoreMapping[] => [
      { order: 'tokens', n, m },
      { order: 'outputs', n, m },
    ]);
    return { size: candidates.length, candidates: () => candidates };
  },
  simulate,
  estimate,
  bound: nmCoreBound,
  compute: (operation, _hardware, _mapping, data) => compute(operation, data),
});
