import { DiagnosticError } from '../../core/diagnostic.ts';
import type { SystolicHardware } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import type { Problem } from './problem.ts';
import { type Tiling, tileBytesA, tileBytesB, tileBytesOut } from './tiling.ts';

/** Bytes that each operand occupies on chip under a mapping. */
export interface Occupancy {
  readonly a: number;
  readonly b: number;
  readonly out: number;
}

/** Capacities in bytes; `shared` where one scratchpad holds all. */
export function capacities({ scratchpad }: SystolicHardware): Occupancy & { readonly shared: number | null } {
  if (scratchpad.arrangement === 'shared') {
    const shared = scratchpad.total_kib * 1024;
    return { a: shared, b: shared, out: shared, shared };
  }
  return {
    a: scratchpad.a_kib * 1024,
    b: scratchpad.b_kib * 1024,
    out: scratchpad.out_kib * 1024,
    shared: null,
  };
}

/** The largest bytes of b over tiles; where columns differ, the densest come first or are looked for. */
function largestTileB(problem: Problem, { n, k }: Tiling): number {
  if (problem.kept === null) return tileBytesB(problem, 0, 0, n, 0, k);
  let most = 0;
  for (let element = 0; element < problem.kept.length; element++)
    for (let n0 = 0; n0 < problem.n; n0 += n)
      most = Math.max(most, tileBytesB(problem, element, n0, Math.min(problem.n, n0 + n), 0, k));
  return most;
}

/** The largest bytes of a over tiles. Regions of an image and compressed blocks may be larger off the first tile. */
function largestTileA(problem: Problem, { m, k }: Tiling): number {
  const { space } = problem;
  let most = 0;
  for (let m0 = 0; m0 < problem.m; m0 += problem.conv === null ? problem.m : m)
    for (let s0 = 0; s0 < space.slots; s0 += k) {
      const m1 = Math.min(problem.m, m0 + m);
      most = Math.max(most, tileBytesA(problem, m0, m1, s0, Math.min(space.slots, s0 + k)));
    }
  return most;
}

/** A resident operand is held whole, and twice where the next batch element's is loaded meanwhile. */
export function occupancy(
  problem: Problem,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  tiling: Tiling,
): Occupancy {
  const { buffers } = hardware.scratchpad;
  const { slots } = problem.space;
  const copies = problem.batch === 1 ? 1 : buffers;
  const copiesB = problem.batch <= problem.sharedBy ? 1 : buffers;
  const { m, n, outBits } = tiling;
  const one = (count: number) => (count === 1 ? 1 : buffers);
  const { tilesM, tilesN, tilesK } = tiling;
  const wholeB = () => {
    let most = 0;
    for (let e = 0; e < (problem.kept?.length ?? 1); e++)
      most = Math.max(most, tileBytesB(problem, e, 0, problem.n, 0, slots));
    return most;
  };
  return {
    a: mapping.resident.includes('a')
      ? copies * tileBytesA(problem, 0, problem.m, 0, slots)
      : one(problem.batch * tilesM * tilesK) * largestTileA(problem, tiling),
    b: mapping.resident.includes('b')
      ? copiesB * wholeB()
      : one(Math.ceil(problem.batch / problem.sharedBy) * tilesN * tilesK) * largestTileB(problem, tiling),
    out: mapping.resident.includes('out')
      ? copies * tileBytesOut(problem.m, problem.n, outBits)
      : one(problem.batch * tilesM * tilesN) * tileBytesOut(m, n, outBits),
  };
}

/** Throws WIN-SYS-001 where a mapping does not fit the scratchpads. */
export function checkMapping(
  problem: Problem,
  hardware: SystolicHardware,
  mapping: SystolicMapping,
  tiling: Tiling,
): void {
  const room = capacities(hardware);
  const used = occupancy(problem, hardware, mapping, tiling);
  const faults: string[] = [];
  if (room.shared !== null) {
    const sum = used.a + used.b + used.out;
    if (sum > room.shared) faults.push(`tiles take ${sum} bytes of the scratchpad's ${room.shared}`);
  } else {
    for (const operand of ['a', 'b', 'out'] as const)
      if (used[operand] > room[operand])
        faults.push(`tiles of ${operand} take ${used[operand]} bytes of the scratchpad's ${room[operand]}`);
  }
  if (faults.length === 0) return;
  const { buffers } = hardware.scratchpad;
  throw new DiagnosticError(
    faults.map((message) => ({
      code: 'WIN-SYS-001',
      severity: 'error' as const,
      message,
      hint: `make the tiles smaller or the scratchpad larger (${buffers === 1 ? 'one tile' : 'two tiles'} of each operand at once)`,
      path: ['tile'],
    })),
  );
}
