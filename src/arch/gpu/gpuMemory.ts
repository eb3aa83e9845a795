import * as z from 'zod';
import { defineComponent } from '../defineComponent.ts';

const params = z.strictObject({
  bytes_per_s: z.number().positive().meta({ description: 'Bandwidth of the data sheet', unit: 'B/s' }),
  kind: z.string().meta({ description: 'Row of the DRAM energy table' }),
});

/** The memory of a GPU board, priced for each byte moved. */
export default defineComponent<z.output<typeof params>>({
  name: 'gpu-memory',
  description: 'Memory of a GPU board',
  params,
  actions: { read_byte: 'one byte read', write_byte: 'one byte written' },
  offChip: true,
  attributes: ({ kind }) => ({ kind }),
});
