import type { GpuDevice } from '../../../arch/gpu/gpuDevice.ts';
import { DiagnosticError } from '../../../core/diagnostic.ts';
import { rankKernels } from '../../../dataflow/gpu/chooseKernel.ts';
import { kernelFacts } from '../../../dataflow/gpu/kernelFacts.ts';
import { eventLoop, runKernel } from '../../../dataflow/gpu/kernelRun.ts';
import { measuredShape } from '../../../dataflow/gpu/measuredShape.ts';
import type { SuiteCase, SuiteInput } from '../defineSuite.ts';
import { shippedArchitecture } from './shippedArchitecture.ts';

/**
 * GEMM times of silicon against the model's own choice of kernel. `keep` selects the rows of the file that the suite
 * is about; within tolerance: the error of the time is at most `tolerance_pct`.
 */
export function gemmSuite(
  input: SuiteInput,
  architecture: string,
  tolerance_pct: number,
  keep: (row: Readonly<Record<string, string>>) => boolean,
): readonly SuiteCase[] {
  const { clock_hz, hardware } = shippedArchitecture(architecture);
  const device = (hardware as { readonly gpu: GpuDevice }).gpu;
  return input.rows.flatMap((row, i) => {
    if (!keep(row)) return [];
    const shape = measuredShape(row, device);
    const expected = Number(row['time_us']);
    if (shape === null || !(expected > 0))
      throw new DiagnosticError([
        {
          code: 'WIN-VAL-010',
          severity: 'error',
          message: 'a row needs M, N and K as positive integers, a known dtype and time_us above 0',
          hint: 'dtypes: bfloat16, float16, float8_e4m3fn, int8',
          file: input.file,
          line: i + 2,
          column: 1,
        },
      ]);
    const facts = kernelFacts(shape, device, clock_hz);
    const [best] = rankKernels(facts, 1);
    const { cycles } = runKernel(facts, best!.tile, eventLoop);
    const simulated = (cycles / clock_hz) * 1e6;
    const error_pct = 100 * Math.abs(simulated / expected - 1);
    return {
      id: `${row['kind'] ?? 'gemm'} ${row['M']}x${row['N']}x${row['K']} ${row['dtype']}`,
      exact: null,
      error_pct,
      within_tolerance: error_pct <= tolerance_pct,
      quantities: [{ name: 'time_us', expected, simulated }],
    };
  });
}
