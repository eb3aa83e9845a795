import { DiagnosticError } from '../../core/diagnostic.ts';
import { Capacity, residentMask } from './capacity.ts';
import type { Chip } from './hardware.ts';
import type { SystolicMapping } from './mapping.ts';
import type { Problem } from './problem.ts';
import type { Tiling } from './tiling.ts';

/** Throws WIN-SYS-001 where a mapping does not fit the scratchpads. */
export function checkMapping(
  problem: Problem,
  hardware: Chip,
  mapping: SystolicMapping,
  tiling: Tiling,
): void {
  const capacity = new Capacity(problem, hardware);
  const { m, n, k, tilesM, tilesN, tilesK, outBits } = tiling;
  const mask = residentMask(mapping.resident);
  const a = capacity.bytesA(m, k, tilesM * tilesK, mask);
  const b = capacity.bytesB(n, k, tilesN * tilesK, mask);
  const out = capacity.bytesOut(m, n, tilesM * tilesN, outBits, mask);
  if (capacity.fits(a, b, out)) return;
  const { buffers } = hardware.scratchpad;
  const faults = capacity.shared
    ? [`tiles take ${a + b + out} bytes of the scratchpad's ${capacity.roomA}`]
    : (
        [
          ['a', a, capacity.roomA],
          ['b', b, capacity.roomB],
          ['out', out, capacity.roomOut],
        ] as const
      )
        .filter(([, used, room]) => used > room)
        .map(([operand, used, room]) => `tiles of ${operand} take ${used} bytes of the scratchpad's ${room}`);
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
