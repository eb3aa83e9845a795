import { DiagnosticError } from '../core/diagnostic.ts';
import { sumToOdd } from './exactSum.ts';
import { type NumberFormat, type NumericEvents, numericEvents, type Quantization } from './numberFormat.ts';

/** A multiply-accumulate unit: what comes in, what the sum is kept in, what goes out. */
export interface MacUnitSpec extends Omit<Quantization, 'events'> {
  readonly input: NumberFormat;
  readonly weight: NumberFormat;
  readonly accumulator: NumberFormat;
  readonly output: NumberFormat;
  /** Whether the product is rounded to the accumulator's format before it is added (no fused addition). */
  readonly round_product: boolean;
}

/** Bit-accurate arithmetic on doubles that are values of the unit's formats. */
export interface MacUnit {
  readonly spec: MacUnitSpec;
  /** Events of all steps so far. */
  readonly events: NumericEvents;
  /** Nearest value of the input and of the weight format. */
  input(value: number): number;
  weight(value: number): number;
  /** accumulator ← accumulator + input · weight, rounded once (twice with `round_product`). */
  step(accumulator: number, input: number, weight: number): number;
  /** Sum of two accumulators, as adder trees and partial sums need. */
  add(left: number, right: number): number;
  /** The accumulator as it leaves the unit. */
  output(accumulator: number): number;
}

/** Doubles below this multiple of a step still hold it and two bits under it. */
const exactSteps = 2251799813685248;

const fail = (code: string, message: string, hint: string): never => {
  throw new DiagnosticError([{ code, severity: 'error', message, hint }]);
};

/**
 * Builds a unit. Products must be exact in a double (precisions of input and weight sum to at most 53), and so must
 * sums that are to wrap. The order of additions is the caller's, that is the dataflow's.
 */
export function macUnit(spec: MacUnitSpec): MacUnit {
  const { input, weight, accumulator, output } = spec;
  if (input.precision + weight.precision > 53) {
    const message = `products of ${input.name} and ${weight.name} have more than 53 significant bits`;
    fail('WIN-NUM-002', message, 'choose narrower operands');
  }
  const reach = Math.max(input.largest, -input.smallest) * Math.max(weight.largest, -weight.smallest);
  if (spec.overflow !== 'saturate' && accumulator.step !== null && reach / accumulator.step >= exactSteps) {
    const message = `products of ${input.name} and ${weight.name} are too large for ${accumulator.name} to wrap exactly`;
    fail('WIN-NUM-003', message, 'choose narrower operands, a coarser accumulator, or `overflow: saturate`');
  }
  const events = numericEvents();
  const quantization: Quantization = { ...spec, events };
  const to = (format: NumberFormat, value: number): number =>
    format.decode(format.encode(value, quantization));
  return {
    spec,
    events,
    input: (value) => to(input, value),
    weight: (value) => to(weight, value),
    step(sum, left, right) {
      const product = left * right;
      return to(accumulator, sumToOdd(sum, spec.round_product ? to(accumulator, product) : product));
    },
    add: (left, right) => to(accumulator, sumToOdd(left, right)),
    output: (sum) => to(output, sum),
  };
}
