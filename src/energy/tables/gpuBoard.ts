import { defineTable } from '../defineTable.ts';
import type { Price, PriceQuery } from '../price.ts';

/** Figures that the architecture file gives for its own board. */
function boardOf({ component }: PriceQuery) {
  const { board_w, idle_w, die_mm2, rate_flops } = component.attributes;
  if (component.component !== 'gpu' || typeof board_w !== 'number' || typeof idle_w !== 'number') return null;
  return typeof die_mm2 === 'number' && typeof rate_flops === 'number' && rate_flops > 0
    ? { board_w, idle_w, die_mm2, rate_flops }
    : null;
}

const price = (value: number, derivation: string): Price => ({
  value,
  source: 'board and die of the architecture file (data sheet)',
  verified: 'derived; power is not measured',
  derivation,
});

/** A GPU's power seen from outside: no data sheet splits it, so tensor cores carry all but the idle power. */
export default defineTable({
  name: 'gpu-board',
  description:
    'A GPU from its board power: idle power always, the rest by multiply-accumulate at the sustained rate',
  energy_pj(query, action) {
    const board = boardOf(query);
    if (board === null || action !== 'mac') return null;
    const joules = (2 * Math.max(0, board.board_w - board.idle_w)) / board.rate_flops;
    return price(
      joules * 1e12,
      '2 · (board power − idle power) / sustained fp16 rate; an upper bound, since the memory is in it and priced again',
    );
  },
  area_mm2(query) {
    const board = boardOf(query);
    return board === null ? null : price(board.die_mm2, 'die of the data sheet');
  },
  leakage_w(query) {
    const board = boardOf(query);
    return board === null ? null : price(board.idle_w, 'idle power of the board, cooling excluded');
  },
  access_time_s: () => null,
});
