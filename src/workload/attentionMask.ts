import * as z from 'zod';

const tokens = z.int().min(1).max(100_000_000);

/** Which keys a query sees. */
export const attentionMask = z
  .discriminatedUnion('mask', [
    z.strictObject({ mask: z.literal('none') }).meta({ description: 'All keys' }),
    z.strictObject({ mask: z.literal('causal') }).meta({ description: 'Keys up to its own position' }),
    z
      .strictObject({
        mask: z.literal('window'),
        window: tokens.meta({ description: 'Last keys up to its own position', unit: 'tokens' }),
      })
      .meta({ description: 'Causal, the last keys only' }),
    z
      .strictObject({
        mask: z.literal('sink-window'),
        sink: tokens.meta({ description: 'First keys, seen by all', unit: 'tokens' }),
        window: tokens.meta({ description: 'Last keys up to its own position', unit: 'tokens' }),
      })
      .meta({ description: 'Causal, the first and the last keys' }),
    z
      .strictObject({
        mask: z.literal('random-blocks'),
        block: z.int().min(1).max(65_536).meta({ description: 'Side of a block', unit: 'tokens' }),
        density: z.number().min(0).max(1).meta({ description: 'Share of blocks kept', unit: '1' }),
        seed: z.int().min(0).default(0).meta({ description: 'Draws the blocks' }),
      })
      .meta({ description: 'Blocks of the diagonal and others at random, an exact number in all' }),
  ])
  .meta({ description: 'Attention mask' });

export type AttentionMask = z.output<typeof attentionMask>;

/** Blocks of a random mask: the diagonal always, round(density · blocks) where that is more. */
export function randomMaskBlocks(
  { block, density }: { readonly block: number; readonly density: number },
  queries: number,
  keys: number,
): { readonly down: number; readonly across: number; readonly kept: number } {
  const down = Math.ceil(queries / block);
  const across = Math.ceil(keys / block);
  return { down, across, kept: Math.max(Math.min(down, across), Math.round(density * down * across)) };
}

/** Pairs of query and key that a mask keeps, for one head; of random blocks by expectation where edges are ragged. */
export function visiblePairs(mask: AttentionMask, queries: number, keys: number): number {
  const first = keys - queries;
  switch (mask.mask) {
    case 'none':
      return queries * keys;
    case 'causal':
      return sumOfMinimum(first, keys - 1, keys);
    case 'window':
      return sumOfMinimum(first, keys - 1, mask.window);
    case 'sink-window':
      return (
        sumOfMinimum(first, keys - 1, mask.window) +
        sumOfMinimum(first - mask.window, keys - 1 - mask.window, mask.sink)
      );
    case 'random-blocks': {
      const { down, across, kept } = randomMaskBlocks(mask, queries, keys);
      return Math.round((kept / (down * across)) * queries * keys);
    }
    default:
      return mask satisfies never;
  }
}

/** Σ min(p + 1, limit) over positions p = from … to; positions below 0 add nothing. */
function sumOfMinimum(from: number, to: number, limit: number): number {
  const low = Math.max(0, from);
  if (to < low) return 0;
  const rising = Math.min(to, limit - 1);
  const ramp = rising >= low ? ((rising + low + 2) * (rising - low + 1)) / 2 : 0;
  return ramp + limit * (to - Math.max(rising, low - 1));
}
