import { type OperandRegions, operandRegions } from '../operandRegions.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import { type ColumnTile, columnTiles } from './columnTiles.ts';
import type { InnerHardware } from './hardware.ts';
import { type IntersectionWork, intersectionWork } from './intersectionWork.ts';

/** A product as inner products: tiles of b, and what each row of a takes in each of them. */
export interface InnerProblem {
  readonly problem: SparseProblem;
  readonly tiles: readonly ColumnTile[];
  readonly work: readonly IntersectionWork[];
  readonly regions: OperandRegions;
  /** Rows of a that have elements. */
  readonly rows: number;
  readonly outputs: number;
  /** Rows of outputs that are written, over all tiles. */
  readonly written: number;
  /** Cycles of all intersections, and bytes of the last-level buffer for them. */
  readonly cycles: number;
  readonly bytes: number;
}

export function innerProblem(problem: SparseProblem, hardware: InnerHardware): InnerProblem {
  const tiles = columnTiles(problem, hardware);
  const work = tiles.map((tile) => intersectionWork(problem, hardware, tile));
  let rows = 0;
  for (let i = 0; i < problem.a.rows; i++)
    if (problem.a.rowPointers[i + 1]! > problem.a.rowPointers[i]!) rows++;
  let outputs = 0;
  let written = 0;
  let cycles = 0;
  let bytes = 0;
  for (const w of work)
    for (let i = 0; i < problem.a.rows; i++) {
      outputs += w.outputs[i]!;
      if (w.outputs[i]! > 0) written++;
      cycles += w.cycles[i]!;
      bytes += w.bytes[i]!;
    }
  return { problem, tiles, work, regions: operandRegions(problem), rows, outputs, written, cycles, bytes };
}
