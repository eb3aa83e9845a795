import type { NestProblem } from '../../mapping/nest/nestProblem.ts';
import { asGemm } from '../../workload/asGemm.ts';
import type { Operation } from '../../workload/operation.ts';
import type { SimulationContext } from '../simulationContext.ts';
import type { ElementTiles } from './elementTiles.ts';
import { sideCounts } from './sideCounts.ts';

/** Products that take a slot, for any tile of the product. */
export interface TileWork {
  /** Slots of the tile whose index in each dim (in tiles) is `at`. */
  slots(at: Float64Array): number;
}

/**
 * Slots of tiles: Σ over k of the rows of a and the columns of b in the tile that are not left out at that k. `seesA` and
 * `seesB`: zeros of a (b) are left out; without, every product takes its slot.
 */
export function tileWork(
  operation: Operation,
  problem: NestProblem,
  { tile }: ElementTiles,
  seesA: boolean,
  seesB: boolean,
  context: SimulationContext,
): TileWork {
  const { k } = asGemm(operation)!;
  const { element, row, column, depth, rowCounts, columnCounts } = sideCounts(
    operation,
    problem,
    tile,
    seesA,
    seesB,
    context,
  );
  return {
    slots(at) {
      const r = row.tileAt(at) * k;
      const c = column.tileAt(at) * k;
      const ks = depth.side.members[depth.tileAt(at)]!;
      let sum = 0;
      for (const e of element.side.members[element.tileAt(at)]!) {
        const a = rowCounts(e);
        const b = columnCounts(e);
        for (let i = 0; i < ks.length; i++) sum += a[r + ks[i]!]! * b[c + ks[i]!]!;
      }
      return sum;
    },
  };
}
