import { defineComponent } from '../defineComponent.ts';
import { dramParams } from './dramParams.ts';

/** Off-chip memory at command level, priced by what its commands cost. */
export default defineComponent({
  name: 'exact-dram',
  description: 'Off-chip memory at command level: banks, row buffers, refresh, scheduling',
  params: dramParams,
  actions: {
    activate: 'one row of one bank, in all chips of a rank, opened and later closed',
    read: 'one burst read',
    write: 'one burst written',
    refresh: 'one all-bank refresh of a rank',
  },
  offChip: true,
  attributes: (p) => ({
    kind: p.protocol.toLowerCase(),
    bits: p.organization.request_bytes * 8,
    row_bytes: p.organization.row_bytes,
    channels: p.organization.channels,
  }),
});
