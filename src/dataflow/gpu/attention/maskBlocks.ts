import { randomStream } from '../../../core/random.ts';
import { chooseDistinct } from '../../../tensor/chooseDistinct.ts';
import { type AttentionMask, randomMaskBlocks } from '../../../workload/attentionMask.ts';

/** Whether a query at a position sees a key; `blocks` are those of a random mask. */
export function sees(mask: AttentionMask, position: number, key: number, blocks: Uint8Array | null): boolean {
  switch (mask.mask) {
    case 'none':
      return true;
    case 'causal':
      return key <= position;
    case 'window':
      return key <= position && key > position - mask.window;
    case 'sink-window':
      return key <= position && (key < mask.sink || key > position - mask.window);
    case 'random-blocks':
      return blocks![key] === 1;
    default:
      return mask satisfies never;
  }
}

/**
 * Tiles of keys that each tile of queries must visit, in order of the queries: those in which some query sees some key.
 * Positions of queries are the last ones of the keys.
 */
export function visitedTiles(
  mask: AttentionMask,
  queries: number,
  keys: number,
  tile_q: number,
  tile_k: number,
): Int32Array {
  const count = Math.ceil(queries / tile_q);
  const visited = new Int32Array(count);
  const all = Math.ceil(keys / tile_k);
  if (mask.mask === 'random-blocks') {
    const rows = randomMaskRows(mask, queries, keys);
    const scale = mask.block / tile_k;
    for (let i = 0; i < count; i++) {
      const row = Math.floor((i * tile_q) / mask.block);
      visited[i] = Math.min(all, Math.ceil(rows[row]! * scale));
    }
    return visited;
  }
  for (let i = 0; i < count; i++) {
    const first = keys - queries + i * tile_q;
    const last = Math.min(keys - 1, first + tile_q - 1);
    if (mask.mask === 'none') visited[i] = all;
    else {
      const end = Math.floor(last / tile_k) + 1;
      const begin = mask.mask === 'causal' ? 0 : Math.floor(Math.max(0, first - mask.window + 1) / tile_k);
      const sink = mask.mask === 'sink-window' ? Math.min(begin, Math.ceil(mask.sink / tile_k)) : 0;
      visited[i] = end - begin + sink;
    }
  }
  return visited;
}

/** Columns kept in each row of a random mask's grid: the diagonal (aligned at the end) and others, chosen by the mask alone. */
export function randomMaskColumns(
  mask: Extract<AttentionMask, { mask: 'random-blocks' }>,
  queries: number,
  keys: number,
): readonly Int32Array[] {
  const { down, across, kept } = randomMaskBlocks(mask, queries, keys);
  const shift = across - down;
  const stream = randomStream(mask.seed, 'attention-mask', down, across, kept);
  const others = chooseDistinct(down * (across - 1), kept - down, stream);
  const rows: number[][] = Array.from({ length: down }, (_, row) => [row + shift]);
  for (const cell of others) {
    const row = Math.floor(cell / (across - 1));
    const col = cell - row * (across - 1);
    rows[row]!.push(col < row + shift ? col : col + 1);
  }
  return rows.map((row) => Int32Array.from(row).sort());
}

function randomMaskRows(
  mask: Extract<AttentionMask, { mask: 'random-blocks' }>,
  queries: number,
  keys: number,
): readonly number[] {
  return randomMaskColumns(mask, queries, keys).map((row) => row.length);
}
