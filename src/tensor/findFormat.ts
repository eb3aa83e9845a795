import { closestName } from '../core/closestName.ts';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { Format } from './formats/defineFormat.ts';
import { formats } from './formats/registry.gen.ts';

const byName = new Map(formats.map((format) => [format.name, format]));

/** Names of all storage formats. */
export const formatNames: readonly string[] = [...byName.keys()];

/** The format of a name, or WIN-FMT-001 with a suggestion. */
export function findFormat(name: string): Format {
  const format = byName.get(name);
  if (format !== undefined) return format;
  const near = closestName(name, formatNames);
  throw new DiagnosticError([
    {
      code: 'WIN-FMT-001',
      severity: 'error',
      message: `unknown storage format ${JSON.stringify(name)}`,
      hint: near !== null ? `did you mean ${near}?` : `formats: ${formatNames.join(', ')}`,
    },
  ]);
}
