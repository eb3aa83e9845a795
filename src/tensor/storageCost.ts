import type { Format, StorageCost, StorageOptions } from './formats/defineFormat.ts';
import type { PatternStatistics } from './patternStatistics.ts';

/** Bits of an operand in a format: exact where its positions are known, expected otherwise. */
export function storageCost(
  format: Format,
  statistics: PatternStatistics,
  options: StorageOptions,
): StorageCost {
  return statistics.matrix !== null
    ? format.cost(statistics.matrix, options)
    : format.expected(statistics, options);
}
