import { DiagnosticError } from '../../../core/diagnostic.ts';
import { randomStream } from '../../../core/random.ts';
import type { SimulationContext } from '../../../dataflow/simulationContext.ts';
import type { SuiteCase, SuiteInput } from '../defineSuite.ts';

export type Row = Readonly<Record<string, string>>;

/** A measured and a simulated time of a row. */
export function timeCase(id: string, expected: number, simulated: number, tolerance_pct: number): SuiteCase {
  const error_pct = 100 * Math.abs(simulated / expected - 1);
  return {
    id,
    exact: null,
    error_pct,
    within_tolerance: error_pct <= tolerance_pct,
    quantities: [{ name: 'time_us', expected, simulated }],
  };
}

/**
 * Cases of all rows that `predict` knows: it gives a name and microseconds, null for rows of other kinds, or what a row
 * needs, which is the user's mistake. The measured time is not shown to it.
 */
export function timeCases(
  input: SuiteInput,
  tolerance_pct: number,
  predict: (row: Row) => { readonly id: string; readonly us: number } | null | string,
): SuiteCase[] {
  return input.rows.flatMap((row, i) => {
    const { time_us, min_us: _min, max_us: _max, tflops: _tflops, gbps: _gbps, ...facts } = row;
    const told = predict(facts);
    if (told === null) return [];
    const expected = Number(time_us);
    if (typeof told === 'string' || !(expected > 0))
      throw new DiagnosticError([
        {
          code: 'WIN-VAL-010',
          severity: 'error',
          message: typeof told === 'string' ? told : 'a row needs time_us above 0',
          hint: 'columns as in test/golden/h200',
          file: input.file,
          line: i + 2,
          column: 1,
        },
      ]);
    return [timeCase(told.id, expected, told.us, tolerance_pct)];
  });
}

/** Positive whole numbers of a row, or null. */
export function sizes<Name extends string>(row: Row, names: readonly Name[]): Record<Name, number> | null {
  const found = {} as Record<Name, number>;
  for (const name of names) {
    const value = Number(row[name]);
    if (row[name] === undefined || !Number.isInteger(value) || value <= 0) return null;
    found[name] = value;
  }
  return found;
}

/** What a kernel may ask of the world when a row stands for a layer: no patterns, streams of a fixed seed. */
export const rowContext = (clock_hz: number, seed = 1): SimulationContext => ({
  clock_hz,
  technology: { node_nm: 5, device: 'itrs-hp' },
  pattern() {
    throw new TypeError('a row has no pattern');
  },
  random: (...purpose) => randomStream(seed, ...purpose),
});
