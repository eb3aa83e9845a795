import { invariant } from '../core/invariant.ts';
import type { RandomStream } from '../core/random.ts';
import type { Rounding } from './numberFormat.ts';

/**
 * A double rounded to a whole number, exactly as the mode says. Works on the magnitude, whose fraction is exact.
 * Infinities and NaN pass through.
 */
export function roundToInteger(value: number, rounding: Rounding, stream?: RandomStream): number {
  const magnitude = Math.abs(value);
  const below = Math.floor(magnitude);
  const fraction = magnitude - below;
  if (!(fraction > 0)) return value;
  const rounded = below + (roundsUp(rounding, value, below, fraction, stream) ? 1 : 0);
  return value < 0 ? -rounded : rounded;
}

/** Whether the magnitude goes up. */
function roundsUp(
  rounding: Rounding,
  value: number,
  below: number,
  fraction: number,
  stream: RandomStream | undefined,
): boolean {
  switch (rounding) {
    case 'floor':
      return value < 0;
    case 'toward-zero':
      return false;
    case 'nearest-even':
      return fraction > 0.5 || (fraction === 0.5 && below % 2 === 1);
    case 'nearest-away':
      return fraction >= 0.5;
    case 'stochastic':
      invariant(stream !== undefined, 'stochastic rounding has a random stream');
      return stream.uniform() < fraction;
    default:
      return rounding satisfies never;
  }
}
