import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import { isDense } from '../tensor/isDense.ts';
import { resolvePattern } from '../tensor/resolvePattern.ts';
import { applyBits, type WideDraft } from './applyBits.ts';
import { applySparsity, checkSparsity } from './applySparsity.ts';
import { attachProducers } from './attachProducers.ts';
import { checkLimits } from './checkLimits.ts';
import type { Layer, LayerTrace } from './layer.ts';
import { mergeLayers } from './mergeLayers.ts';
import type { OperandName, Operands } from './operand.ts';
import { operandShapeOf } from './operandShapeOf.ts';
import { traceDrafts } from './traceDrafts.ts';
import { trainingLayers } from './trainingLayers.ts';
import type { WorkloadSpec } from './workloadSpec.ts';

const operandNames = ['a', 'b', 'out'] as const satisfies readonly OperandName[];

function operandsOf({ draft, sparsity, bits }: WideDraft, width: number): Operands {
  // Sparse matrices are numerical: doubles unless the workload says otherwise.
  const usual = draft.operation.kind === 'spgemm' ? 64 : width;
  const operand = (name: OperandName) => ({ bits: bits[name] ?? usual, sparsity: sparsity[name] });
  return { a: operand('a'), b: operand('b'), out: operand('out') };
}

/** Patterns that can't lie on their operand: `axis: k` on outputs, positions of another size (WIN-PAT-003). */
function checkFit(layers: readonly Layer[]): Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const { name, operation } of layers)
    for (const operand of operandNames) {
      const { sparsity } = operation.operands[operand];
      const shape = isDense(sparsity) ? null : operandShapeOf(operation, operand);
      if (shape === null) continue;
      try {
        resolvePattern(sparsity).statistics(shape);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        for (const d of error.diagnostics)
          problems.push({ ...d, message: `${name}, operand ${operand}: ${d.message}` });
      }
    }
  return problems;
}

/**
 * The layers that a workload runs, in order, equal ones merged. The loader has put the model's definition into
 * `spec.definition`, or the layers of a topology file into `spec.layers`. The trace holds matrix products only unless
 * `detail: operators` asks for norms, softmax, activations and additions; pooling is left out. Mistakes are
 * DiagnosticErrors, paths relative to the workload.
 */
export function buildTrace(spec: WorkloadSpec): LayerTrace {
  const mistakes = checkSparsity(spec);
  if (mistakes.length > 0) throw new DiagnosticError(mistakes);
  const drafts = traceDrafts(spec);
  const patterned = applySparsity(drafts.layers, spec);
  const { layers: sparse, problems } = applyBits(patterned.layers, spec);
  const all = attachProducers(
    sparse.map((part) => ({
      name: part.names[0]!,
      names: part.names,
      count: part.names.length * part.draft.repeat,
      operation: { ...part.draft.operation, operands: operandsOf(part, drafts.default_bits) },
      stage: 'forward' as const,
    })),
    sparse.map(({ draft }) => draft),
  );
  const staged =
    drafts.phase === 'training'
      ? trainingLayers(
          all.map((layer, i) => ({ layer, input: sparse[i]!.draft.input === true })),
          spec.training?.method ?? 'static',
        )
      : all;
  const layers = mergeLayers(staged);
  const found = [...patterned.problems, ...problems, ...checkLimits(layers)];
  if (found.length === 0) found.push(...checkFit(layers));
  if (found.length > 0) throw new DiagnosticError(found);
  const { name, outputs, phase, table_elements } = drafts;
  return { name, layers, outputs, phase, table_elements };
}
