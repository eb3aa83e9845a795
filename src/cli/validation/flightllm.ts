import { DiagnosticError } from '../../core/diagnostic.ts';
import { defineSuite } from './defineSuite.ts';
import { artifactRun } from './flightllm/artifactRun.ts';

/** Within tolerance: total, LD and the matrix engine's time (MV of a decode step, MM of a prompt) 2 % each. */
const tolerance_pct = 2;

/** The publication's VHK158 is itself a simulation: its profile against the queues here, point by point. */
export default defineSuite({
  name: 'flightllm',
  title: 'LLaMA2-7B on FlightLLM’s simulated VHK158, queue by queue',
  golden: 'flightllm/vhk158_profile.csv',
  holds: ['dsp-chain'],
  headline: 'total_ms',
  run(input) {
    const run = artifactRun();
    return input.rows.map((row, i) => {
      const parts = /_(prefill|decode)_token_(\d+)$/.exec(row['case'] ?? '');
      const context = Number(parts?.[2]);
      const engine = parts?.[1] === 'prefill' ? 'MM' : 'MV';
      const expected = (column: string): number => Number(row[`${column}_ms`]);
      if (
        parts === null ||
        !(context > 0) ||
        !['total', 'LD', engine].every((column) => expected(column) > 0)
      )
        throw new DiagnosticError([
          {
            code: 'WIN-VAL-010',
            severity: 'error',
            message: `a row needs \`case\` as …_prefill_token_N or …_decode_token_N, total_ms, LD_ms and ${engine}_ms above 0`,
            hint: 'columns as in test/golden/flightllm/vhk158_profile.csv',
            file: input.file,
            line: i + 2,
            column: 1,
          },
        ]);
      const { total, busy } = run(parts[1] as 'prefill' | 'decode', context);
      const quantities = [
        { name: 'total_ms', expected: expected('total'), simulated: total },
        { name: 'LD_ms', expected: expected('LD'), simulated: busy.LD },
        { name: `${engine}_ms`, expected: expected(engine), simulated: busy[engine] },
      ];
      const errors = quantities.map((q) => 100 * Math.abs(q.simulated / q.expected - 1));
      return {
        id: `${parts[1]} ${context}`,
        exact: null,
        error_pct: errors[0]!,
        within_tolerance: errors.every((error) => error <= tolerance_pct),
        quantities,
      };
    });
  },
});
