import * as z from 'zod';
import { defineComponent } from '../defineComponent.ts';

/**
 * A core's port to one memory channel: a 256-bit AXI data mover with read and write queues of 512 words, 4 block RAMs each,
 * and about 2,500 LUTs and 4,500 flip-flops (engineering estimate after AXI data movers, unverified). Dequantisers that
 * widen 3- to 5-bit weights to INT8 are part of it.
 */
export default defineComponent<{ bits: number }>({
  name: 'memory-channel-port',
  description: 'Data mover, queues and dequantiser of one memory channel',
  params: z.strictObject({ bits: z.int().min(1).meta({ description: 'Width', unit: 'bits' }) }),
  actions: { beat: 'one word of `bits` bits through the port' },
  attributes: ({ bits }) => ({ bits }),
  resources: ({ bits }) => {
    const blocks = Math.ceil(bits / 72);
    return { dsp: 0, lut: 2500, ff: 4500, bram36: 2 * blocks, uram: 0 };
  },
});
