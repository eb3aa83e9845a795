import type { ComponentInstance } from '../../arch/defineComponent.ts';
import dram from '../../arch/dram.ts';
import mac from '../../arch/mac.ts';
import { memoryKind } from '../../arch/offChipMemory.ts';
import register from '../../arch/register.ts';
import selector from '../../arch/selector.ts';
import sram from '../../arch/sram.ts';
import wire from '../../arch/wire.ts';
import type { Chip, SystolicHardware } from './hardware.ts';

/** Bits of one DRAM access as priced; its energy is per bit in the tables, so the width only sets the unit. */
export const dramAccessBits = 64;

/** Values and candidates that one processing element holds and selects among. */
export function elementShape({ array }: Chip): {
  readonly lanes: number;
  readonly held: number;
  readonly candidates: number;
} {
  const { sparsity } = array;
  switch (sparsity.mode) {
    case 'none':
      return { lanes: 1, held: 1, candidates: 1 };
    case 'compressed':
      return { lanes: 1, held: 1, candidates: sparsity.m };
    case 'time-multiplexed':
      return { lanes: 1, held: sparsity.n, candidates: sparsity.m };
    case 'row-wise':
      return { lanes: sparsity.lanes, held: sparsity.lanes, candidates: sparsity.m };
    case 'paired-blocks':
      return { lanes: 1, held: 1, candidates: sparsity.block };
  }
}

/** The hardware as priced. Registers and wires are per processing element, one bus towards each neighbour. */
export function systolicComponents(hardware: SystolicHardware): ComponentInstance[] {
  const { array, scratchpad } = hardware;
  const { bits_a, bits_b, accumulator_bits } = array;
  const elements = array.rows * array.cols;
  const { lanes, held, candidates } = elementShape(hardware);
  const length_mm = array.pe_pitch_um / 1000;
  const list: ComponentInstance[] = [];
  const add = (
    name: string,
    component: { readonly name: string },
    count: number,
    attributes: ComponentInstance['attributes'],
  ) => list.push({ name, component: component.name, count, attributes });

  add('array.mac', mac, elements * lanes, mac.attributes({ bits_a, bits_b, accumulator_bits }));
  add('array.register_a', register, elements * candidates, register.attributes({ bits: bits_a }));
  add('array.register_b', register, elements * held, register.attributes({ bits: bits_b }));
  add('array.register_out', register, elements * lanes, register.attributes({ bits: accumulator_bits }));
  add('array.wire_a', wire, elements, wire.attributes({ bits: bits_a, length_mm }));
  add('array.wire_b', wire, elements, wire.attributes({ bits: bits_b, length_mm }));
  add('array.wire_out', wire, elements, wire.attributes({ bits: accumulator_bits, length_mm }));
  if (candidates > 1) {
    const bits = Math.max(bits_a, bits_b);
    add('array.selector', selector, elements, selector.attributes({ n: lanes, m: candidates, bits }));
  }
  const pad = (name: string, kib: number, banks: number) => {
    const { word_bits, ports } = scratchpad;
    add(name, sram, 1, sram.attributes({ capacity_bytes: Math.ceil(kib * 1024), word_bits, banks, ports }));
  };
  if (scratchpad.arrangement === 'shared') {
    pad('scratchpad', scratchpad.total_kib, scratchpad.banks);
  } else {
    pad('scratchpad.a', scratchpad.a_kib, scratchpad.a_banks);
    pad('scratchpad.b', scratchpad.b_kib, scratchpad.b_banks);
    pad('scratchpad.out', scratchpad.out_kib, scratchpad.out_banks);
  }
  add('dram', dram, 1, dram.attributes({ kind: memoryKind(hardware.dram), bits: dramAccessBits }));
  return list;
}
