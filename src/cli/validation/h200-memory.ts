import { defineSuite } from './defineSuite.ts';
import { memoryTime } from './gpu/memoryRow.ts';
import { shippedGpu } from './gpu/shippedGpu.ts';
import { timeCases } from './gpu/timeCase.ts';

/** Copies, reads and operations on elements on one H200; within tolerance: 20 %. */
export default defineSuite({
  name: 'h200-memory',
  title: 'Memory and element-wise kernels on an H200',
  golden: 'h200/memory.csv',
  holds: ['gpu'],
  headline: 'time_us',
  run(input) {
    const { device, clock_hz } = shippedGpu('gpu/h200');
    return timeCases(input, 20, (row) => {
      const us = memoryTime(row, device, clock_hz);
      const size = row['size_mb'] ? `${row['size_mb']} MiB` : `${row['M']}x${row['N']}`;
      return typeof us === 'string' ? us : { id: `${row['kind']} ${size}`, us };
    });
  },
});
