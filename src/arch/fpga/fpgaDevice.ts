import * as z from 'zod';
import { defineComponent } from '../defineComponent.ts';

const amount = z.int().min(0).max(100_000_000);

/** Resources of a device or of a part of a design. BRAM36: blocks of 36 Kib; URAM: blocks of 288 Kib. */
export const fpgaResources = z.strictObject({
  dsp: amount.meta({ description: 'DSP slices' }),
  lut: amount.meta({ description: 'Six-input look-up tables' }),
  ff: amount.meta({ description: 'Flip-flops' }),
  bram36: z.number().min(0).max(1_000_000).meta({ description: 'Block RAMs of 36 Kib' }),
  uram: amount.meta({ description: 'UltraRAMs of 288 Kib' }),
});

export type FpgaResources = z.output<typeof fpgaResources>;
export const resourceNames = ['dsp', 'lut', 'ff', 'bram36', 'uram'] as const;

/** A device as its data sheet describes it, with what its shell takes. */
export const fpgaDevice = z.strictObject({
  device: z.string().min(1).max(100).meta({ description: 'Board or part' }),
  dsp_kind: z
    .enum(['dsp48e1', 'dsp48e2', 'dsp58'])
    .meta({ description: 'Kind of DSP slice: selects its energy' }),
  dsp_limit_hz: z
    .number()
    .positive()
    .meta({ description: 'Clock that a DSP slice reaches at most', unit: 'Hz' }),
  resources: fpgaResources.meta({ description: 'Of the whole device' }),
  clock: z.enum(['given', 'rule']).meta({
    description:
      'given: clock_hz holds; rule: the fuller the device and the longer its paths, the slower, at most clock_hz',
  }),
  regions: z.int().min(1).max(16).meta({ description: 'Die regions (SLRs)' }),
  full_hz: z
    .number()
    .positive()
    .meta({ description: 'Clock that designs reach which fill the device', unit: 'Hz' }),
  sparse_hz: z
    .number()
    .positive()
    .meta({ description: 'Clock that designs reach which leave it half empty', unit: 'Hz' }),
  shell: fpgaResources.meta({ description: 'Taken by the shell or platform' }),
  static_w: z.number().min(0).meta({ description: 'Static power of the device', unit: 'W' }),
  board_w: z.number().min(0).meta({
    description: 'Power of the board beside the device: regulators, fan, host link, idle memory',
    unit: 'W',
  }),
});

export type FpgaDevice = z.output<typeof fpgaDevice>;

export default defineComponent<FpgaDevice>({
  name: 'fpga-device',
  description: 'An FPGA board: its shell, its static power',
  params: fpgaDevice,
  actions: {
    clock: 'one flip-flop of the design, clocked once',
    toggle: 'one look-up table of the design in one cycle of work, one in eight toggling',
  },
  attributes: ({ static_w, board_w, dsp_kind }) => ({ static_w, board_w, dsp_kind }),
  resources: ({ shell }) => shell,
});
