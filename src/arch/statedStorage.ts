import * as z from 'zod';
import { defineComponent } from './defineComponent.ts';

const pj = z.number().min(0);

/** A storage level whose energies the architecture file states, row by row. */
export default defineComponent({
  name: 'stated-storage',
  description: 'Storage with energies stated by its user',
  params: z.strictObject({ read: pj, write: pj }).catchall(pj),
  actions: {
    read: 'one row read',
    write: 'one row written',
    gated_read: 'one row read that is gated',
    gated_write: 'one row written that is gated',
    skipped_read: 'one row read that is skipped',
    skipped_write: 'one row written that is skipped',
    metadata_read: 'one row of metadata read',
    metadata_write: 'one row of metadata written',
    gated_metadata_read: 'one row of metadata read that is gated',
    gated_metadata_write: 'one row of metadata written that is gated',
    skipped_metadata_read: 'one row of metadata read that is skipped',
    skipped_metadata_write: 'one row of metadata written that is skipped',
    decompress: 'one word decompressed on arrival',
    compress: 'one word compressed on leaving',
  },
  attributes: (params) => params,
});
