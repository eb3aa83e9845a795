import { fileURLToPath } from 'node:url';
import { evaluateTotals } from '../src/engine/evaluateTotals.ts';
import { planSweep } from '../src/explore/plan/planSweep.ts';
import { loadSpec } from '../src/loadSpec.ts';

// One evaluation of SCALE-Sim's ResNet-18 list, cycle fidelity with memory, in this process: the first one, nothing
// compiled or remembered yet, and designs whose array and DRAM were never seen, once everything is compiled.
const file = fileURLToPath(new URL('../../bench/scalesimResnet18.yaml', import.meta.url));

const run = (set: readonly string[], index: number): { ms: number; cycles: number } => {
  const plan = planSweep(loadSpec(file, { set: [...set] }).sweep);
  const point = plan.point(index, 'cycle');
  const start = performance.now();
  const { metrics } = evaluateTotals(point);
  return { ms: performance.now() - start, cycles: metrics['cycles']! };
};

const first = run([], 0);
const later: number[] = [];
for (let cols = 127; cols > 107; cols--) later.push(run([`arch.array.cols=${cols}`], cols % 20).ms);
later.sort((x, y) => x - y);
const per = (ms: number): string => `${ms.toFixed(1).padStart(6)} ms`;
console.log(
  `SCALE-Sim's ResNet-18, 128 × 128 os, cycle   first ${per(first.ms)}   then ${per(later[later.length >> 1]!)} (median)   ${first.cycles.toLocaleString('en')} cycles`,
);
