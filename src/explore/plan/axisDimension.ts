import { DiagnosticError } from '../../core/diagnostic.ts';
import type { SweepSpec } from '../sweepSpec.ts';
import { axisValues } from './axisValues.ts';
import type { Dimension } from './dimension.ts';
import { parsePath } from './path.ts';
import { valueLabel } from './valueLabel.ts';

/** What a path may start with, and what a value set there must be. */
const roots = ['arch', 'workload', 'mapping', 'seed'];

/** An entry of `axes:`; comma-joined paths are zipped and take one list of values a step. */
export function axisDimension(name: string, axis: SweepSpec['axes'][string]): Dimension {
  const columns = name.split(',').map((path) => path.trim());
  const fail = (code: string, message: string, hint: string, ...path: (string | number)[]): DiagnosticError =>
    new DiagnosticError([{ code, severity: 'error', message, hint, path: ['axes', name, ...path] }]);
  const paths = columns.map(parsePath);
  for (const [i, path] of paths.entries())
    if (!roots.includes(String(path[0])) || (path.length === 1 && path[0] !== 'seed'))
      throw fail(
        'WIN-AXS-002',
        `axis ${columns[i]} names no part of a point`,
        'paths begin with arch., workload. or mapping., or are seed',
      );
  const single = columns.length === 1;
  const values = axisValues(name, axis).map((value, i) => {
    if (single) return [value];
    if (!Array.isArray(value) || value.length !== columns.length)
      throw fail(
        'WIN-AXS-003',
        `zipped axis "${name}" needs ${columns.length} values at each step; step ${i + 1} has ${Array.isArray(value) ? value.length : 1}`,
        `write [${columns.map(() => '…').join(', ')}]`,
        i,
      );
    return value as unknown[];
  });
  return {
    columns,
    size: values.length,
    labels: values.map((row) => row.map(valueLabel)),
    values,
    paths,
    ordered: values.every((row) => row.every((v) => typeof v === 'number')),
  };
}
