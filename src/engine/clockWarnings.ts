import type { Diagnostic } from '../core/diagnostic.ts';
import type { PriceBook } from './priceBook.ts';

/** Components whose access takes longer than a cycle: reported, since the cycle model takes the clock as given. */
export function clockWarnings(book: PriceBook, clock_hz: number): readonly Diagnostic[] {
  const period = 1 / clock_hz;
  const warnings: Diagnostic[] = [];
  book.instances.forEach((instance, i) => {
    const access = book.prices[i]!.access_time;
    if (access === null || access.value <= period) return;
    const limit = 1 / access.value;
    warnings.push({
      code: 'WIN-NRG-101',
      severity: 'warning',
      message: `${instance.name} takes ${(access.value * 1e9).toPrecision(3)} ns for an access, a cycle is ${(period * 1e9).toPrecision(3)} ns: too slow for the clock`,
      hint: `clock at ${limit.toPrecision(3)} Hz or less, or use more banks or a smaller capacity (${access.source})`,
      path: ['clock_hz'],
    });
  });
  return warnings;
}
