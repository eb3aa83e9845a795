import type { ComponentInstance } from '../../arch/defineComponent.ts';
import dram from '../../arch/dram.ts';
import fpgaBuffer, { bufferBlock } from '../../arch/fpga/fpgaBuffer.ts';
import fpgaDevice from '../../arch/fpga/fpgaDevice.ts';
import memoryChannelPort from '../../arch/fpga/memoryChannelPort.ts';
import sparseTrainingArray from '../../arch/fpga/sparseTrainingArray.ts';
import type { SatHardware } from './hardware.ts';

/** Names of the component instances. */
export const names = {
  device: 'fpga',
  array: 'array',
  left: 'buffer.left',
  right: 'buffer.right',
  out: 'buffer.out',
  port: 'port',
  memory: 'dram',
} as const;

/** Bits of one word of a bank: a group of fp16 for a row, a weight with its index for a column, an fp32 sum for a column. */
export function bankBits({ array }: SatHardware): { left: number; right: number; out: number } {
  return { left: 16 * array.group, right: 20, out: 32 };
}

/** The hardware as priced and counted in resources: a bank of each buffer for each row or column that it feeds. */
export function satComponents(hardware: SatHardware): ComponentInstance[] {
  const { fpga, array, buffers, reduction, update, memory } = hardware;
  const { dsp_kind } = fpga;
  const bits = bankBits(hardware);
  const buffer = (name: string, capacity: number, word_bits: number, banks: number): ComponentInstance => {
    const depth = Math.max(1, Math.ceil((capacity * 8192) / (word_bits * banks)));
    const params = { word_bits, depth, banks, block: bufferBlock(depth, fpga.resources.uram > 0) };
    const { name: component } = fpgaBuffer;
    const attributes = fpgaBuffer.attributes(params);
    return { name, component, count: 1, attributes, resources: fpgaBuffer.resources!(params) };
  };
  const engine = {
    elements: array.rows * array.cols,
    dsp_per_mac: array.dsp_per_mac,
    accumulators: array.interleave,
    group: array.group,
    reduced: reduction.elements_per_cycle,
    updated: update.lanes,
    dsp_kind,
  };
  return [
    {
      name: names.device,
      component: fpgaDevice.name,
      count: 1,
      attributes: fpgaDevice.attributes(fpga),
      resources: fpgaDevice.resources!(fpga),
    },
    {
      name: names.array,
      component: sparseTrainingArray.name,
      count: 1,
      attributes: sparseTrainingArray.attributes(engine),
      resources: sparseTrainingArray.resources!(engine),
    },
    buffer(names.left, buffers.left_kib, bits.left, array.rows),
    buffer(names.right, buffers.right_kib, bits.right, array.cols),
    buffer(names.out, buffers.out_kib, bits.out, array.cols),
    {
      name: names.port,
      component: memoryChannelPort.name,
      count: 1,
      attributes: memoryChannelPort.attributes({ bits: 512 }),
      resources: memoryChannelPort.resources!({ bits: 512 }),
    },
    {
      name: names.memory,
      component: dram.name,
      count: 1,
      attributes: dram.attributes({ kind: memory.kind, bits: 8 }),
    },
  ];
}
