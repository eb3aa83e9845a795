import { defineSuite } from './defineSuite.ts';
import { gemmSuite } from './gpu/gemmSuite.ts';

/** LLMCompass's A100 rows of 90 us and more (shorter ones hold the launch from Python); within tolerance: 15 %. */
export default defineSuite({
  name: 'a100-gemm',
  title: 'GEMM on an A100',
  golden: 'a100/gemm.csv',
  holds: ['gpu'],
  headline: 'time_us',
  run: (input) => gemmSuite(input, 'gpu/a100-80-sxm', 15, ({ time_us }) => Number(time_us) >= 90),
});
