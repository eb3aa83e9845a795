import type { ComponentInstance } from '../../arch/defineComponent.ts';
import dram from '../../arch/dram.ts';
import dspChainEngine from '../../arch/fpga/dspChainEngine.ts';
import fpgaBuffer, { bufferBlock, type FpgaBufferParams } from '../../arch/fpga/fpgaBuffer.ts';
import fpgaDevice from '../../arch/fpga/fpgaDevice.ts';
import memoryChannelPort from '../../arch/fpga/memoryChannelPort.ts';
import specialFunctionUnit from '../../arch/fpga/specialFunctionUnit.ts';
import type { DspChainHardware } from './hardware.ts';

/** Names of the component instances. */
export const names = {
  device: 'fpga',
  engine: 'core.engine',
  special: 'core.special',
  bufferA: 'core.buffer_a',
  bufferB: 'core.buffer_b',
  global: 'core.buffer_global',
  index: 'core.buffer_index',
  bias: 'core.buffer_bias',
  port: 'core.port',
  memory: 'hbm',
} as const;

/** The hardware as priced and counted in resources. One instance stands for all cores. */
export function dspChainComponents(hardware: DspChainHardware): ComponentInstance[] {
  const { fpga, cores, engine, special, buffers, memory, block } = hardware;
  const { dsp_kind } = fpga;
  const multipliers = engine.depth * Math.max(engine.mm_columns * engine.mm_rows, engine.mv_columns);
  const hasUram = fpga.resources.uram > 0;
  const word = 8 * engine.depth;
  const buffer = (name: string, bits: number, depth: number, banks: number, ping = 1): ComponentInstance => {
    const params: FpgaBufferParams = {
      word_bits: bits,
      depth: depth * ping,
      banks: cores * banks,
      block: bufferBlock(depth * ping, hasUram),
    };
    return {
      name,
      component: fpgaBuffer.name,
      count: 1,
      attributes: fpgaBuffer.attributes(params),
      resources: fpgaBuffer.resources!(params),
    };
  };
  const chain = { multipliers, macs_per_dsp: engine.macs_per_dsp, sparse: engine.sparse, dsp_kind };
  const unit = { lanes: special.lanes, dsp_kind };
  const channels = memory.channels_per_core;
  return [
    {
      name: names.device,
      component: fpgaDevice.name,
      count: 1,
      attributes: fpgaDevice.attributes(fpga),
      resources: fpga.shell,
    },
    {
      name: names.engine,
      component: dspChainEngine.name,
      count: cores,
      attributes: dspChainEngine.attributes(chain),
      resources: dspChainEngine.resources!(chain),
    },
    {
      name: names.special,
      component: specialFunctionUnit.name,
      count: cores,
      attributes: specialFunctionUnit.attributes(unit),
      resources: specialFunctionUnit.resources!(unit),
    },
    buffer(names.bufferA, word, buffers.a_depth, buffers.a_banks * channels),
    buffer(names.bufferB, word * engine.mm_columns, buffers.b_depth, 1),
    buffer(names.global, word, buffers.global_depth, buffers.a_banks * channels),
    buffer(names.index, word, buffers.index_depth, 1),
    // One 32-bit word for each column of an instruction's block, as deep as the index buffer.
    buffer(names.bias, 32 * block, buffers.index_depth, 1),
    {
      name: names.port,
      component: memoryChannelPort.name,
      // Two shared channels beside the core's own: weights' indices and biases, and instructions.
      count: cores * (channels + 2),
      attributes: memoryChannelPort.attributes({ bits: 256 }),
      resources: memoryChannelPort.resources!({ bits: 256 }),
    },
    {
      name: names.memory,
      component: dram.name,
      count: 1,
      attributes: dram.attributes({ kind: memory.kind, bits: 8 }),
      resources: { memory_channels: cores * channels },
    },
  ];
}
