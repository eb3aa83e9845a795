import * as z from 'zod';

/** Process and operating point: selects rows of the energy tables. */
export const technology = z
  .strictObject({
    node_nm: z.number().positive().max(250).meta({ description: 'Feature size', unit: 'nm' }),
    device: z.enum(['itrs-hp', 'itrs-lstp']).default('itrs-hp').meta({
      description: 'Transistor family of memories: high performance or low standby power (ITRS names)',
    }),
  })
  .meta({ description: 'Process: selects rows of the energy tables' });

export type Technology = z.output<typeof technology>;
