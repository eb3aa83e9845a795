import * as z from 'zod';

const extent = z.int().min(1);

/** How one product is cut into tiles, in which order they run, and what stays on chip for all of it. */
export const systolicMapping = z
  .strictObject({
    tile: z
      .strictObject({
        m: extent.meta({ description: 'Rows of a and of the output in a tile' }),
        n: extent.meta({ description: 'Columns of b and of the output in a tile' }),
        k: extent.meta({ description: 'Depth of a tile, in slots of the array (compressed where K is)' }),
      })
      .meta({ description: 'Tile sizes; the last tile of an axis may be smaller' }),
    order: z
      .enum(['mnk', 'mkn', 'nmk', 'nkm', 'kmn', 'knm'])
      .meta({ description: 'Loops over tiles, outermost first; batch elements are outside of them' }),
    resident: z
      .array(z.enum(['a', 'b', 'out']))
      .default([])
      .meta({ description: 'Operands kept whole on chip while a batch element runs' }),
  })
  .meta({ description: 'Mapping of a product to a systolic array' });

export type SystolicMapping = z.output<typeof systolicMapping>;

/** Equal for equal mappings; `resident` as a set. */
export const mappingKey = ({ tile: { m, n, k }, order, resident }: SystolicMapping): string =>
  `${m},${n},${k},${order},${resident.includes('a') ? 'a' : ''}${resident.includes('b') ? 'b' : ''}${resident.includes('out') ? 'o' : ''}`;
