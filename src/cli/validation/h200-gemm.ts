import { defineSuite } from './defineSuite.ts';
import { gemmSuite } from './gpu/gemmSuite.ts';

/** Dense GEMM of cuBLAS on one H200; within tolerance: 15 %. */
export default defineSuite({
  name: 'h200-gemm',
  title: 'Dense GEMM on an H200',
  golden: 'h200/gemm.csv',
  holds: ['gpu'],
  headline: 'time_us',
  run: (input) => gemmSuite(input, 'gpu/h200', 15, ({ kind }) => kind === undefined || kind === 'gemm'),
});
