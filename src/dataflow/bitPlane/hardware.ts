import * as z from 'zod';
import { gpuDevice } from '../../arch/gpu/gpuDevice.ts';

const rate = z.int().min(1).max(1_000_000);

/** What integer products of few bits run on, beside the device's own kernels. */
const integerMma = z
  .strictObject({
    b1_macs_per_cycle: rate.optional().meta({
      description: 'Matrix instructions of 1-bit operands (and, count); left out where the device has none',
      unit: 'MAC/clk/SM',
    }),
    i4_macs_per_cycle: rate.optional().meta({
      description: 'Matrix instructions of 4-bit operands; left out where the device has none',
      unit: 'MAC/clk/SM',
    }),
    shift_adds_per_cycle: rate.meta({
      description: 'Additions of a shifted integer on the CUDA cores',
      unit: '1/clk/SM',
    }),
    accumulator_kib: z
      .number()
      .positive()
      .max(65_536)
      .meta({ description: 'Registers of an SM that hold sums, 32 bits each', unit: 'KiB' }),
  })
  .refine((given) => given.b1_macs_per_cycle !== undefined || given.i4_macs_per_cycle !== undefined, {
    message: 'give one of b1_macs_per_cycle and i4_macs_per_cycle at least',
  });

export const bitPlaneHardware = z.strictObject({
  gpu: gpuDevice,
  integer_mma: integerMma,
  library_fallback: z.boolean().default(false).meta({
    description: "Products of few bits may also run on the library's kernels where that is faster",
  }),
});

export type BitPlaneHardware = z.output<typeof bitPlaneHardware>;
