import { elementBytes, type GemmShape } from './gemmShape.ts';

/** Least K of a part where many are cut. */
const longPart = 1150;

/**
 * Parts that cuSPARSELt cuts K into inside a 2:4 kernel, at most, where its tiles are `ctas`. Read off grids of 2,250
 * launches with the algorithm named: none up to a K of 8192 (half precision) or below 4096 (one byte); then 2, one-byte
 * formats 4 from 8192; and from about 10,000 as many as keep 1150 of K each, if all run at once.
 */
export function segmentParts({ k, format }: GemmShape, ctas: number, sm_count: number): number {
  const half = elementBytes(format) === 2;
  if (half ? k <= 8192 : k < 4096) return 1;
  const many = k >= 10_000 ? Math.floor(k / longPart) : 1;
  if (many * ctas <= sm_count && many > 1) return many;
  if (!half && k >= 8192 && 4 * ctas <= sm_count) return 4;
  return 2 * ctas <= sm_count ? 2 : 1;
}
