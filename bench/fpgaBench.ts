import { fileURLToPath } from 'node:url';
import { DiagnosticError } from '../src/core/diagnostic.ts';
import { evaluateTotals } from '../src/engine/evaluateTotals.ts';
import { loadSpec, pointsOf } from '../src/index.ts';

// Designs estimated and decode steps simulated, one thread.
const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

function timed(what: string, path: string): void {
  const start = performance.now();
  let fit = 0;
  let tried = 0;
  for (const { spec } of pointsOf(loadSpec(file(path)))) {
    tried++;
    try {
      evaluateTotals(spec);
      fit++;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
    }
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${what.padEnd(48)} ${String(tried).padStart(6)} points, ${fit} feasible, ${seconds.toFixed(1)} s`,
  );
}

timed('estimates within a U280', 'experiments/fpga-llm.yaml');
timed('estimates of five devices', 'bench/fpgaDesigns.yaml');
timed('decode steps of 120 lengths on two devices', 'bench/fpgaDecode.yaml');
