import * as z from 'zod';
import { defineComponent } from './defineComponent.ts';

/** On-chip memory of `banks` equal single banks; word-interleaved, so that `banks × ports` words move in a cycle. */
export default defineComponent({
  name: 'sram',
  description: 'Banked on-chip memory (scratchpad)',
  params: z.strictObject({
    capacity_bytes: z.number().positive().meta({ description: 'All banks together', unit: 'bytes' }),
    word_bits: z.int().min(1).meta({ description: 'Bits of one access to one bank', unit: 'bits' }),
    banks: z.int().min(1).meta({ description: 'Banks that are accessed in the same cycle' }),
    ports: z.int().min(1).meta({ description: 'Accesses a bank serves in one cycle' }),
  }),
  actions: { read: 'one word out of one bank', write: 'one word into one bank' },
  attributes: (params) => params,
});
