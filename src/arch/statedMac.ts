import * as z from 'zod';
import { defineComponent } from './defineComponent.ts';

const pj = z.number().min(0);

/** A multiply-accumulate unit whose energies the architecture file states. */
export default defineComponent({
  name: 'stated-mac',
  description: 'Multiply-accumulate unit with energies stated by its user',
  params: z.strictObject({ mac: pj }).catchall(pj),
  actions: {
    mac: 'one multiplication and one addition',
    gated: 'one slot that is gated',
    skipped: 'one product that is skipped',
  },
  attributes: (params) => params,
});
