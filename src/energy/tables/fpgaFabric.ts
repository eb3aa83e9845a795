import { defineTable } from '../defineTable.ts';
import type { Price, PriceQuery } from '../price.ts';

const estimate = 'engineering estimate, unverified';

const price = (value: number, source: string, derivation: string, verified = estimate): Price => ({
  value,
  source,
  verified,
  derivation,
});

/** pJ for one DSP operation with toggling operands; the middle of the published starting range. */
const slices: Readonly<Record<string, { readonly pj: number; readonly why: string }>> = {
  dsp48e1: { pj: 12, why: '10 to 14 pJ at 28 nm; DSP48E: 1.38 mW at 100 MHz and 38 % toggle (UG440)' },
  dsp48e2: { pj: 6.5, why: '5 to 8 pJ at 16 nm (XPE at 12.5 to 38 % toggle)' },
  dsp58: {
    pj: 4,
    why: 'DSP48E2 of 16 nm taken to 7 nm by its share of the supply and capacitance, about 0.6',
  },
};

/** Energy of one access to a block of a kind, and the bits it moves. */
const blocks: Readonly<Record<string, { readonly pj: number; readonly bits: number; readonly why: string }>> =
  {
    bram36: { pj: 11.5, bits: 36, why: '8 to 15 pJ for 36 bits' },
    uram: { pj: 20, bits: 72, why: '15 to 25 pJ for 72 bits' },
  };

const text = (query: PriceQuery, name: string): string => String(query.component.attributes[name] ?? '');
const number = (query: PriceQuery, name: string): number => Number(query.component.attributes[name] ?? 0);

const components = new Set([
  'fpga-device',
  'dsp-chain',
  'fpga-buffer',
  'special-function-unit',
  'memory-channel-port',
  'sparse-training-array',
]);

/** pJ of a flip-flop's clock edge pair at 16 nm. */
const clockLoad = 0.02;

/** Logic of another node against 16 nm: as its slices are to a DSP48E2. */
const nodeShare = (kind: string): number =>
  (slices[kind]?.pj ?? slices['dsp48e2']!.pj) / slices['dsp48e2']!.pj;

/** pJ of one look-up table's toggle with its routing, and how many of a port's bits toggle one each. */
const lutToggle = 0.055;

export default defineTable({
  name: 'fpga-fabric',
  description:
    'Dynamic energy of FPGA slices, block RAMs and logic; static power as the device file gives it',
  energy_pj(query, action) {
    const xpe = 'starting points of the vendor power estimators for 16 nm devices';
    switch (`${query.component.component}.${action}`) {
      case 'dsp-chain.slice': {
        const slice = slices[text(query, 'dsp_kind')];
        return slice === undefined ? null : price(slice.pj, xpe, slice.why);
      }
      case 'fpga-device.clock':
        return price(
          clockLoad * nodeShare(text(query, 'dsp_kind')),
          xpe,
          '0.02 pJ (0.01 to 0.03) for a flip-flop with its share of leaf and spine of the clock network',
        );
      case 'fpga-device.toggle':
        return price(
          0.125 * lutToggle * nodeShare(text(query, 'dsp_kind')),
          xpe,
          '0.03 to 0.08 pJ for a toggle with its local routing; 12.5 % is the estimators’ default rate',
        );
      case 'special-function-unit.element': {
        const slice = slices[text(query, 'dsp_kind')];
        return slice === undefined
          ? null
          : price(
              4 * slice.pj + 450 * 0.125 * lutToggle,
              xpe,
              `4 slices (${slice.why}) and 450 LUTs at 12.5 %`,
            );
      }
      case 'fpga-buffer.read':
      case 'fpga-buffer.write': {
        const block = blocks[text(query, 'block')];
        if (block === undefined) return null;
        const accesses = Math.ceil(number(query, 'word_bits') / block.bits);
        return price(accesses * block.pj, xpe, `${accesses} accesses of ${block.bits} bits; ${block.why}`);
      }
      case 'memory-channel-port.beat':
        return price(
          number(query, 'bits') * 0.5 * 10 * lutToggle,
          xpe,
          'half the bits toggle through ten look-up tables each (queues, crossbar of the mover)',
        );
      case 'sparse-training-array.mac': {
        const slice = slices[text(query, 'dsp_kind')];
        const each = number(query, 'dsp_per_mac');
        return slice === undefined ? null : price(each * slice.pj, xpe, `${each} slices; ${slice.why}`);
      }
      case 'sparse-training-array.reduce':
        return price(
          16 * 8 * 0.5 * lutToggle,
          xpe,
          'a comparator of 16 bits, half of its look-up tables toggling',
        );
      case 'sparse-training-array.update': {
        const slice = slices[text(query, 'dsp_kind')];
        return slice === undefined
          ? null
          : price(6 * slice.pj, xpe, `two fp32 multiply-adds, 3 slices each; ${slice.why}`);
      }
      default:
        return null;
    }
  },
  area_mm2(query) {
    if (!components.has(query.component.component)) return null;
    return {
      ...price(0, 'counted in resources of the device', 'no die area is given'),
      not_modelled: 'an FPGA design has resources (dsp, lut, ff, bram36, uram), not area',
    };
  },
  leakage_w(query) {
    if (!components.has(query.component.component)) return null;
    if (query.component.component !== 'fpga-device')
      return {
        ...price(0, 'the device', 'part of its static power'),
        not_modelled: 'static power is the device’s',
      };
    const static_w = number(query, 'static_w');
    const board_w = number(query, 'board_w');
    return price(
      static_w + board_w,
      'static_w and board_w of the architecture file',
      `${static_w} W device, ${board_w} W board`,
      'as the architecture file says',
    );
  },
  access_time_s: () => null,
});
