import { cyclesPerInstruction, warpInstruction } from '../../arch/gpu/warpInstruction.ts';
import { DiagnosticError } from '../../core/diagnostic.ts';
import { defineSuite } from './defineSuite.ts';
import { sizes } from './gpu/timeCase.ts';

const tolerance_pct = 5;

/** Warp-level matrix instructions on one SM of an H200: cycles against warps and independent accumulators; 5 %. */
export default defineSuite({
  name: 'mma',
  title: 'Matrix instructions of a warp on Hopper',
  golden: 'h200/mma_instructions.csv',
  holds: ['gpu'],
  headline: 'cycles_per_instruction',
  run: ({ rows, file }) =>
    rows.map((row, i) => {
      const instruction = warpInstruction(row['instr'] ?? '');
      const size = sizes(row, ['warps', 'ilp']);
      const expected = Number(row['cycles_per_instr_per_warp']);
      if (instruction === null || size === null || !(expected > 0))
        throw new DiagnosticError([
          {
            code: 'WIN-VAL-010',
            severity: 'error',
            message: 'a row needs instr, warps, ilp and cycles_per_instr_per_warp',
            hint: 'instructions are like mma.m16n8k16.f16 and mma.sp.m16n8k32.s8',
            file,
            line: i + 2,
            column: 1,
          },
        ]);
      const simulated = cyclesPerInstruction(instruction, size.warps, size.ilp);
      const error_pct = 100 * Math.abs(simulated / expected - 1);
      return {
        id: `${row['instr']} ${size.warps} warps, ${size.ilp} accumulators`,
        exact: null,
        error_pct,
        within_tolerance: error_pct <= tolerance_pct,
        quantities: [{ name: 'cycles_per_instruction', expected, simulated }],
      };
    }),
});
