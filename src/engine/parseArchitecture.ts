import * as z from 'zod';
import { closestName } from '../core/closestName.ts';
import { type Diagnostic, DiagnosticError } from '../core/diagnostic.ts';
import type { AnyDataflow } from '../dataflow/defineDataflow.ts';
import { type Architecture, architectureCommon } from './architectureSpec.ts';
import type { Library } from './library.ts';
import { schemaDiagnostics } from './schemaDiagnostics.ts';

const common = z.strictObject(architectureCommon);
const codes = { unknownKey: 'WIN-ARC-001', value: 'WIN-ARC-002' };

export interface ParsedArchitecture {
  readonly architecture: Architecture;
  readonly dataflow: AnyDataflow;
}

/**
 * Checks an architecture after `extends` and axes: the common keys, and the rest against the schema of the dataflow it
 * names. Throws one DiagnosticError with every fault; paths are from the architecture's root.
 */
export function parseArchitecture(
  raw: Readonly<Record<string, unknown>>,
  library: Library,
): ParsedArchitecture {
  const shared: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    if (Object.hasOwn(architectureCommon, key)) shared[key] = value;
    else own[key] = value;
  }
  const diagnostics: Diagnostic[] = [];
  const parsed = common.safeParse(shared);
  if (!parsed.success) diagnostics.push(...schemaDiagnostics(parsed.error, common, codes));

  const dataflow = library.dataflows.find((d) => d.name === raw['dataflow']);
  if (dataflow === undefined && typeof raw['dataflow'] === 'string')
    diagnostics.push(unknownName('dataflow', raw['dataflow'], library.dataflows, ['dataflow']));
  const hardware = dataflow?.hardware.safeParse(own);
  if (hardware?.success === false) {
    const all = withCommonKeys(dataflow!.hardware);
    diagnostics.push(...schemaDiagnostics(hardware.error, all, codes));
  }
  if (parsed.success)
    parsed.data.energy?.forEach((name, i) => {
      if (!library.tables.some((t) => t.name === name))
        diagnostics.push(unknownName('energy table', name, library.tables, ['energy', i]));
    });
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);

  const { data } = parsed as { data: z.output<typeof common> };
  const architecture: Architecture = {
    name: data.name,
    description: data.description ?? '',
    source: data.source ?? '',
    dataflow: data.dataflow,
    clock_hz: data.clock_hz,
    technology: data.technology,
    energy: data.energy ?? null,
    hardware: hardware!.data as unknown,
  };
  return { architecture: deepFreeze(architecture), dataflow: dataflow! };
}

function unknownName(
  what: string,
  written: string,
  list: readonly { readonly name: string }[],
  path: readonly (string | number)[],
): Diagnostic {
  const names = list.map((entry) => entry.name);
  const near = closestName(written, names);
  return {
    code: 'WIN-ARC-003',
    severity: 'error',
    message: `unknown ${what} ${JSON.stringify(written.slice(0, 80))}`,
    hint: near !== null ? `did you mean ${JSON.stringify(near)}?` : `one of: ${names.join(', ')}`,
    path,
  };
}

/** For suggestions only: a misspelt `clock_hz` lands among the dataflow's keys. */
function withCommonKeys(hardware: z.ZodType): z.ZodType {
  return z.intersection(hardware, z.object(architectureCommon));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
