import { defineSuite } from './defineSuite.ts';
import { moeTime } from './gpu/moeRow.ts';
import { shippedGpu } from './gpu/shippedGpu.ts';
import { timeCases } from './gpu/timeCase.ts';

/** Grouped GEMM of experts on one H200; within tolerance: 20 %. */
export default defineSuite({
  name: 'h200-moe',
  title: 'Grouped GEMM on an H200',
  golden: 'h200/moe.csv',
  holds: ['gpu'],
  headline: 'time_us',
  run(input) {
    const { device, clock_hz } = shippedGpu('gpu/h200');
    return timeCases(input, 20, (row) => {
      const { kind, M, N, K, E } = row;
      if (kind !== 'moe_grouped_gemm') return null;
      const us = moeTime(row, device, clock_hz);
      return typeof us === 'string' ? us : { id: `${E} experts ${M}x${N}x${K}`, us };
    });
  },
});
