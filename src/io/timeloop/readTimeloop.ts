import { parseAllDocuments } from 'yaml';
import { DiagnosticError } from '../../core/diagnostic.ts';
import { readArchitecture, readEnergies } from './readArchitecture.ts';
import { readMapping } from './readMapping.ts';
import { readProblem } from './readProblem.ts';
import type { TimeloopDesign } from './timeloopDesign.ts';

/** Sections that change counts and that this reader passes over. */
const passedOver = [
  'sparse_optimizations',
  'mapspace',
  'mapspace_constraints',
  'architecture_constraints',
  'mapper',
];

/** Reads Timeloop's YAML (v0.2 to v0.4, common subset) from texts whose top-level sections are put together. */
export function readTimeloop(texts: readonly string[]): TimeloopDesign {
  const sections: Record<string, unknown> = {};
  for (const text of texts)
    for (const document of parseAllDocuments(text, { logLevel: 'silent', merge: true })) {
      if ('errors' in document && document.errors.length > 0)
        throw new DiagnosticError([
          {
            code: 'WIN-TML-004',
            severity: 'error',
            message: `not YAML: ${document.errors[0]!.message.split('\n')[0]}`,
            hint: 'templates (Jinja) are to be rendered first',
          },
        ]);
      Object.assign(sections, (document as { toJS(): unknown }).toJS() as object);
    }
  const missing = ['architecture', 'problem'].filter((name) => sections[name] === undefined);
  if (missing.length > 0)
    throw new DiagnosticError([
      {
        code: 'WIN-TML-005',
        severity: 'error',
        message: `the files have no section ${missing.join(' and ')}`,
        hint: 'give the architecture, the problem, and where there are any the mapping and the ERT',
      },
    ]);
  const { architecture, offChip, stated } = readArchitecture(
    sections['architecture'],
    readEnergies(sections['ERT']),
  );
  const { einsum, densities } = readProblem(sections['problem']);
  const levels = architecture.levels.map(({ name }) => name);
  const tensors = einsum.tensors.map(({ name }) => name);
  return {
    einsum,
    architecture,
    mapping: readMapping(sections['mapping'], levels, einsum.dims, tensors),
    densities,
    offChip,
    stated,
    notes: passedOver.filter((name) => sections[name] !== undefined).map((name) => `${name} is passed over`),
  };
}
