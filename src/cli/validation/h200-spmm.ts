import { defineSuite } from './defineSuite.ts';
import { shippedGpu } from './gpu/shippedGpu.ts';
import { spmmTime } from './gpu/spmmRow.ts';
import { timeCases } from './gpu/timeCase.ts';

/** Products of sparse matrices, in blocks and compressed by row, on one H200; within tolerance: 20 %. */
export default defineSuite({
  name: 'h200-spmm',
  title: 'Block-sparse and unstructured products on an H200',
  golden: 'h200/spmm.csv',
  holds: ['gpu'],
  headline: 'time_us',
  run(input) {
    const { device, clock_hz } = shippedGpu('gpu/h200');
    return timeCases(input, 20, (row) => {
      const { kind, M, N, K, density, block } = row;
      if (kind !== 'spmm_bsr' && kind !== 'spmm_csr') return null;
      const us = spmmTime(row, device, clock_hz);
      return typeof us === 'string'
        ? us
        : { id: `${kind} ${M}x${N}x${K} ${density} ${block ?? ''}`.trim(), us };
    });
  },
});
