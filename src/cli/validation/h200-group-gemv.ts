import type { GroupQuantHardware } from '../../dataflow/groupQuant/hardware.ts';
import { defineSuite } from './defineSuite.ts';
import { groupGemvTime } from './gpu/groupGemvRow.ts';
import { shippedArchitecture } from './gpu/shippedArchitecture.ts';
import { timeCases } from './gpu/timeCase.ts';

/** Products of group-sparse quantised weights with one token on one H200; within tolerance: 20 %. */
export default defineSuite({
  name: 'h200-group-gemv',
  title: 'Group-sparse quantised weights with one token on an H200',
  golden: 'h200/group_gemv.csv',
  holds: ['group-sparse-quant-gemv'],
  headline: 'time_us',
  run(input) {
    const { clock_hz, hardware } = shippedArchitecture('gpu-group-quant/h200');
    return timeCases(input, 20, (row) => {
      const { kind, N, K, bits, group, density, rows, split } = row;
      if (kind !== 'group_gemv') return null;
      const us = groupGemvTime(row, hardware as GroupQuantHardware, clock_hz);
      const id = `${N}x${K} ${bits}b g${group} ${density} ${rows} ${split}`;
      return typeof us === 'string' ? us : { id, us };
    });
  },
});
