import type { Diagnostic } from '../core/diagnostic.ts';
import { asGemm } from './asGemm.ts';
import type { Layer } from './layer.ts';
import { macs } from './macs.ts';

const largest = Number.MAX_SAFE_INTEGER;

/**
 * Counts must stay exact: no operand of a layer, no layer's M·N·K·batch and not their sum over the trace may reach
 * 2^53 (WIN-WRK-005).
 */
export function checkLimits(layers: readonly Layer[]): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const tooLarge = (message: string) =>
    problems.push({
      code: 'WIN-WRK-005',
      severity: 'error',
      message,
      hint: 'counts are exact below 2^53 ≈ 9.007e15: choose smaller dimensions, batch, context or count',
    });
  let total = 0;
  for (const { name, count, operation } of layers) {
    const view = asGemm(operation);
    const one = macs(operation);
    if (view === null) {
      if (one <= largest) total += one * count;
      else tooLarge(`${name}: ${one} multiply-accumulates are too many to count`);
      continue;
    }
    const { batch, m, n, k } = view;
    const operands = batch * Math.max(m * k, k * n, m * n);
    if (!(one <= largest && operands <= largest)) {
      tooLarge(`${name}: ${batch} × ${m} × ${n} × ${k} multiply-accumulates are too many to count`);
    } else total += one * count;
  }
  if (problems.length === 0 && !(total <= largest)) {
    tooLarge(`the workload's ${total} multiply-accumulates are too many to count`);
  }
  return problems;
}
