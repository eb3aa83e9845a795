import { DiagnosticError } from '../../core/diagnostic.ts';
import { defineSuite } from './defineSuite.ts';
import { artifactRun } from './flightllm/artifactRun.ts';

/** Tokens that share their instructions: a step runs those of the next multiple (artifact, decode buckets). */
const bucket = 16;

/** Decode rates of FlightLLM's VHK158, each a sum over the steps of a text; within tolerance: 2 %. */
export default defineSuite({
  name: 'flightllm-decode',
  title: 'Decode rates of LLaMA2-7B on FlightLLM’s simulated VHK158',
  golden: 'flightllm/decode_rates.csv',
  holds: ['dsp-chain'],
  headline: 'tokens_per_s',
  run(input) {
    const run = artifactRun();
    return input.rows.map((row, i) => {
      const prompt = Number(row['prefill_tokens']);
      const tokens = Number(row['decode_tokens']);
      const expected = Number(row['tokens_per_s']);
      const whole = Number.isInteger(prompt) && prompt > 0 && Number.isInteger(tokens) && tokens > 0;
      if (!whole || !(expected > 0))
        throw new DiagnosticError([
          {
            code: 'WIN-VAL-010',
            severity: 'error',
            message:
              'a row needs prefill_tokens and decode_tokens as positive integers and tokens_per_s above 0',
            hint: 'columns as in test/golden/flightllm/decode_rates.csv',
            file: input.file,
            line: i + 2,
            column: 1,
          },
        ]);
      let ms = 0;
      for (let at = prompt + 1; at <= prompt + tokens; at++)
        ms += run('decode', bucket * Math.ceil(at / bucket)).total;
      const simulated = (1000 * tokens) / ms;
      const error_pct = 100 * Math.abs(simulated / expected - 1);
      return {
        id: `prefill ${prompt}, decode ${tokens}`,
        exact: null,
        error_pct,
        within_tolerance: error_pct <= 2,
        quantities: [{ name: 'tokens_per_s', expected, simulated }],
      };
    });
  },
});
