import type { ProductAxis } from './operandShape.ts';

/** What an axis of weights k × n is called where they are b transposed, or the output m × n; see turnedPattern. */
export function turnedAxis(axis: ProductAxis, place: 'transposed' | 'output'): ProductAxis {
  if (place === 'transposed') return axis === 'k' ? 'n' : axis === 'n' ? 'k' : 'm';
  return axis === 'k' ? 'm' : axis === 'm' ? 'k' : 'n';
}
