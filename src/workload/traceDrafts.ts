import { closestName } from '../core/closestName.ts';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import { issueDiagnostics } from '../tensor/issueDiagnostics.ts';
import { checkPattern } from '../tensor/resolvePattern.ts';
import type { DraftLayer } from './draftLayer.ts';
import { explicitDraft, explicitLayer, plainProduct } from './explicitLayer.ts';
import type { AnyFamily, TraceRequest } from './families/defineFamily.ts';
import { families } from './families/registry.gen.ts';
import type { LayerTrace } from './layer.ts';
import type { WorkloadSpec } from './workloadSpec.ts';

/** A workload before widths and sparsity. */
export interface Drafts {
  readonly name: string;
  readonly phase: string;
  readonly layers: readonly DraftLayer[];
  readonly outputs: LayerTrace['outputs'];
  readonly default_bits: number;
  readonly table_elements: number;
}

const error = (code: string, message: string, hint: string, path: (string | number)[]): Diagnostic => ({
  code,
  severity: 'error',
  message,
  hint,
  path,
});

/** Definitions already checked: a sweep builds many traces from one definition. */
const checked = new WeakMap<object, { readonly family: AnyFamily; readonly definition: unknown }>();

function checkedDefinition(given: Readonly<Record<string, unknown>>) {
  const known = checked.get(given);
  if (known !== undefined) return known;
  const family = families.find(({ name }) => name === given['family']);
  if (family === undefined) {
    const names = families.map(({ name }) => name);
    const wanted = String(given['family']);
    const near = closestName(wanted, names);
    const hint = near !== null ? `did you mean ${near}?` : `families: ${names.join(', ')}`;
    const message = `unknown model family ${JSON.stringify(wanted)}`;
    throw new DiagnosticError([error('WIN-WRK-002', message, hint, ['definition', 'family'])]);
  }
  const parsed = family.schema.safeParse(given);
  if (!parsed.success) {
    const keys = Object.keys(family.schema.shape);
    throw new DiagnosticError(issueDiagnostics(parsed.error, 'WIN-WRK-003', ['definition'], keys));
  }
  const fresh = { family, definition: parsed.data };
  checked.set(given, fresh);
  return fresh;
}

/** Keys of the workload that would change nothing here, and phases that the family does not have. */
function misuse(spec: WorkloadSpec, allowed: readonly string[], phases: readonly string[], what: string) {
  const problems: Diagnostic[] = [];
  for (const key of ['context', 'output_head', 'attention', 'attention_mask', 'experts', 'detail'] as const) {
    if (spec[key] === undefined || allowed.includes(key)) continue;
    const hint = allowed.length > 0 ? `it takes ${allowed.join(', ')}` : 'leave it out';
    problems.push(error('WIN-WRK-004', `\`${key}\` has no meaning for ${what}`, hint, [key]));
  }
  if (spec.attention_mask !== undefined && spec.attention !== 'fused' && allowed.includes('attention_mask')) {
    const message = 'a mask needs fused attention: products are counted whole';
    problems.push(error('WIN-WRK-004', message, 'add `attention: fused`', ['attention_mask']));
  }
  if (spec.training !== undefined && spec.phase !== 'training')
    problems.push(error('WIN-WRK-004', '`training` needs its phase', 'add `phase: training`', ['training']));
  if (spec.phase === 'training') {
    const inferenceOnly = { attention: 'fused', experts: 'grouped', detail: 'operators' } as const;
    for (const key of ['attention', 'experts', 'detail'] as const)
      if (spec[key] === inferenceOnly[key])
        problems.push(
          error('WIN-WRK-004', `\`${key}: ${spec[key]}\` has no backward pass here`, 'leave it out', [key]),
        );
  }
  if (spec.detail === 'operators' && (spec.attention === 'fused' || spec.experts === 'grouped')) {
    const message = '`detail: operators` lists products and operators apart, nothing is fused or grouped';
    problems.push(error('WIN-WRK-004', message, 'leave out `attention` and `experts`', ['detail']));
  }
  if (spec.phase !== undefined && !phases.includes(spec.phase)) {
    const message = `${what} can't run in phase ${spec.phase}`;
    problems.push(error('WIN-WRK-004', message, `phases: ${phases.join(', ')}`, ['phase']));
  }
  return problems;
}

function modelDrafts(spec: WorkloadSpec, given: Readonly<Record<string, unknown>>): Drafts {
  const { family, definition } = checkedDefinition(given);
  const modelName = String(given['name']);
  const problems = misuse(spec, family.options, family.phases, `${modelName} (${family.name})`);
  if (problems.length > 0) throw new DiagnosticError(problems);
  const request: TraceRequest = {
    phase: spec.phase ?? family.phases[0],
    batch: spec.batch ?? 1,
    context: spec.context ?? family.defaultContext(definition),
    // Every token of a training batch has a loss.
    output_head: spec.output_head ?? (spec.phase === 'training' ? 'all' : false),
    ...(spec.attention === 'fused' && { fused: { mask: spec.attention_mask ?? null } }),
    grouped: spec.experts === 'grouped',
    operators: spec.detail === 'operators',
  };
  return {
    name: spec.name ?? modelName,
    phase: request.phase,
    layers: family.layers(definition, request),
    outputs: family.outputs(definition, request),
    default_bits: family.default_bits,
    table_elements: family.tableElements?.(definition, request) ?? 0,
  };
}

function explicitDrafts(spec: WorkloadSpec, given: readonly unknown[]): Drafts {
  const problems = misuse(spec, [], ['inference', 'training'], 'layers written out');
  const layers: DraftLayer[] = [];
  given.forEach((raw, index) => {
    const plain = plainProduct(raw);
    if (plain !== null) {
      layers.push(plain);
      return;
    }
    const parsed = explicitLayer.safeParse(raw);
    const path = ['layers', index];
    if (!parsed.success) {
      const keys = Object.keys(explicitLayer.shape);
      problems.push(...issueDiagnostics(parsed.error, 'WIN-WRK-003', path, keys));
      return;
    }
    for (const [role, pattern] of Object.entries(parsed.data.sparsity ?? {})) {
      if (pattern !== undefined)
        problems.push(...checkPattern(pattern as never, [...path, 'sparsity', role]));
    }
    try {
      layers.push(explicitDraft(parsed.data, spec.batch ?? 1));
    } catch (thrown) {
      if (!(thrown instanceof DiagnosticError)) throw thrown;
      problems.push(...thrown.diagnostics.map((d) => ({ ...d, path: [...path, ...(d.path ?? [])] })));
    }
  });
  const image = layers.map(({ operation }) => operation).find((operation) => operation.kind === 'conv2d');
  if (spec.batch !== undefined && problems.length === 0 && image === undefined) {
    const hint = 'write it into M, or into the `batch` of a GEMM';
    problems.push(error('WIN-WRK-004', '`batch` has no meaning for GEMMs written out', hint, ['batch']));
  }
  if (given.length === 0) {
    problems.push(error('WIN-WRK-001', '`layers` is empty', 'give at least one layer', ['layers']));
  }
  if (problems.length > 0) throw new DiagnosticError(problems);
  const outputs = image !== undefined ? ({ unit: 'samples', count: image.batch } as const) : null;
  const name = spec.name ?? 'layers';
  return { name, phase: spec.phase ?? 'inference', layers, outputs, default_bits: 8, table_elements: 0 };
}

/** Layers of a workload whose model or topology file the loader has put into `definition` or `layers`. */
export function traceDrafts(spec: WorkloadSpec): Drafts {
  if ((spec.definition === undefined) === (spec.layers === undefined)) {
    const hint = 'give exactly one of `model`, `file`, `topology` and `layers`';
    throw new DiagnosticError([error('WIN-WRK-001', 'a workload needs one list of layers', hint, [])]);
  }
  return spec.definition !== undefined
    ? modelDrafts(spec, spec.definition)
    : explicitDrafts(spec, spec.layers ?? []);
}
