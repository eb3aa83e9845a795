import { defineSuite } from './defineSuite.ts';
import { gemmSuite } from './gpu/gemmSuite.ts';

/** 2:4 GEMM of cuSPARSELt on one H200; within tolerance: 15 %. */
export default defineSuite({
  name: 'h200-gemm24',
  title: '2:4 GEMM on an H200',
  golden: 'h200/gemm24.csv',
  holds: ['gpu'],
  headline: 'time_us',
  run: (input) => gemmSuite(input, 'gpu/h200', 15, ({ kind }) => kind === 'gemm24'),
});
