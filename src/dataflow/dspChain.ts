import { reachableClock } from '../arch/fpga/reachableClock.ts';
import { isDense } from '../tensor/isDense.ts';
import type { Operation } from '../workload/operation.ts';
import { defineDataflow } from './defineDataflow.ts';
import { expectedWork } from './dspchain/blockWork.ts';
import { dspChainComponents } from './dspchain/components.ts';
import { compute } from './dspchain/compute.ts';
import { dspChainBound } from './dspchain/dspChainBound.ts';
import { fabricOf } from './dspchain/fabric.ts';
import { type DspChainHardware, dspChainHardware } from './dspchain/hardware.ts';
import { type DspChainMapping, dspChainMapping } from './dspchain/mapping.ts';
import { bestMapping, feedsEngine, mappingCycles, productMappings } from './dspchain/modes.ts';
import { productShape } from './dspchain/productShape.ts';
import { estimate, simulate, timeline } from './dspchain/run.ts';
import { storageOf } from './dspchain/storage.ts';
import { timingOf } from './dspchain/timing.ts';

function supports(operation: Operation, hardware: DspChainHardware): true | string {
  if (operation.kind === 'elementwise') return true;
  const { a, b, out } = operation.operands;
  if (a.bits > 8 || b.bits > 8)
    return `operands of ${a.bits} and ${b.bits} bits: the chains multiply INT8 (set bits.activations and bits.weights)`;
  if (b.bits < 8 && !hardware.dequantiser_bits.includes(b.bits))
    return `weights of ${b.bits} bits: the ports widen ${[...hardware.dequantiser_bits, 8].join(', ')} bits to INT8 (dequantiser_bits)`;
  if (out.bits > 32) return `outputs of ${out.bits} bits: accumulators hold 32`;
  if (!isDense(a.sparsity)) return 'a is sparse: only b passes the operand multiplexers';
  if (operation.kind === 'gemm' && operation.weights === 'a') return 'weights must be operand b';
  const shape = productShape(operation, hardware)!;
  if (shape.matrices > 1024 && !isDense(b.sparsity))
    return `${shape.matrices} sparse matrices: more than 1024 are not sampled`;
  return true;
}

/** FlightLLM's chains of DSP slices behind six instruction queues: docs/models/fpga.md. */
export default defineDataflow<DspChainHardware, DspChainMapping>({
  name: 'dsp-chain',
  title: 'Sparse DSP chains on an FPGA, six in-order instruction queues',
  reference: 'Zeng et al., FlightLLM, FPGA 2024 (arXiv 2401.03868), and its public artifact',
  leaves_out: [
    'Cores share out each layer evenly; what they lose to one another is one factor, core_efficiency.',
    'Memory channels have an efficiency, not rows, banks or refresh.',
    'Attention masks save nothing: causal products are computed whole.',
    'Biases are neither loaded nor added.',
    'Loading of instructions takes no bandwidth from other loads; its energy is that of the main memory.',
  ],
  hardware: dspChainHardware,
  mapping: dspChainMapping,
  reasons: {
    compute: 'a matrix engine (MM or MV) works',
    load: 'no engine works: weights, activations or the cache are on their way',
    special: 'the special-function unit works and hides behind nothing',
    store: 'outputs leave',
    sync: 'all queues synchronise at the end of a layer',
    instructions: 'the layer’s instructions are on their way',
  },
  components: dspChainComponents,
  budget: ({ fpga, memory }) => ({ ...fpga.resources, memory_channels: memory.channels }),
  storage: (request, hardware, { clock_hz }) => storageOf(request, hardware, clock_hz),
  clock(hardware) {
    const { taken, core } = fabricOf(hardware);
    return reachableClock(hardware.fpga, taken, core, hardware.cores);
  },
  supports,
  mapspace(operation, hardware, { clock_hz }) {
    const product = operation.kind === 'elementwise' ? operation.producer : operation;
    if (product === undefined) return only({ mode: 'none', k_pieces: 1 });
    if (operation.kind === 'elementwise') {
      const best = bestMapping(product, hardware, clock_hz);
      return best === null ? nothing(hardware) : only(best);
    }
    const shape = productShape(operation, hardware)!;
    const list = productMappings(shape, hardware);
    if (list.length === 0) return nothing(hardware);
    const work = expectedWork(operation, shape, hardware);
    const timing = timingOf(hardware, clock_hz);
    return {
      size: list.length,
      candidates: () => list,
      cost: (mapping) => mappingCycles(shape, work, hardware, timing, mapping),
    };
  },
  simulate,
  estimate,
  bound: (operation, hardware, { clock_hz }) => dspChainBound(operation, hardware, clock_hz),
  timeline,
  compute: (operation, hardware, _mapping, data) => compute(operation, hardware, data),
});

const only = (mapping: DspChainMapping) => ({ size: 1, candidates: () => [mapping] });

const nothing = (hardware: DspChainHardware) => ({
  size: 0,
  candidates: () => [],
  infeasible: whyNone(hardware),
});

function whyNone(hardware: DspChainHardware): string {
  const { a_depth, b_depth, a_banks, a_mv_banks } = hardware.buffers;
  const { channels_per_core } = hardware.memory;
  if (!feedsEngine(hardware, 'mm') && !feedsEngine(hardware, 'mv'))
    return `buffer A can't feed the engine: ${channels_per_core} channels × buffers.a_banks (${a_banks}) for engine.mm_rows (${hardware.engine.mm_rows}), × 2 buffers.a_mv_banks (${a_mv_banks}) for engine.mv_columns (${hardware.engine.mv_columns}); give it more banks`;
  return `two pieces of weights don't fit the buffers: deepen buffers.a_depth (${a_depth}) or buffers.b_depth (${b_depth}), or narrow engine.mv_group`;
}
