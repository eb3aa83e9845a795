import { DiagnosticError } from '../core/diagnostic.ts';
import { applyOverride, type Override } from './overrides.ts';
import { nodeAt, type SourceNode, withNode } from './sourceNode.ts';
import { at } from './sourceText.ts';

/** What a path of a sweep's `--set` may start with beside the keys of the file, and the list that it stands for. */
const shared: Readonly<Record<string, string>> = { arch: 'architectures', workload: 'workloads' };

/**
 * Applies `--set` flags to a sweep. `arch.…` and `workload.…` reach every entry; where the value is a list or a range
 * (`[8, 16]`, `{from: 8, to: 64, step: x2}`) it becomes an axis, and where the path is an axis already, its only value.
 */
export function applySweepOverrides(root: SourceNode, overrides: readonly Override[]): SourceNode {
  let result = root;
  const diagnostics = [];
  for (const override of overrides) {
    try {
      result = applyOne(result, override);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      diagnostics.push(...error.diagnostics);
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return result;
}

function applyOne(root: SourceNode, override: Override): SourceNode {
  const [first, ...rest] = override.steps;
  const list = typeof first === 'string' && Object.hasOwn(shared, first) ? shared[first]! : undefined;
  if (list === undefined) return applyOverride(root, override);
  const { value, key } = override;
  const axis = key.source.text.slice(key.start, key.end).trim();
  const axes = nodeAt(root, ['axes']);
  const taken = axes?.kind === 'map' ? [...axes.entries.keys()] : [];
  const zipped = taken.find((name) => name !== axis && name.split(',').some((part) => part.trim() === axis));
  if (zipped !== undefined)
    throw new DiagnosticError([
      at(key, 'WIN-CFG-022', `${axis} is zipped with others in axis "${zipped}"`, {
        hint: `set the whole axis: --set 'axes."${zipped}"=[…]'`,
      }),
    ]);
  const range = value.kind === 'map' && value.entries.has('from') && value.entries.has('to');
  if (value.kind === 'list' || range) return withNode(root, ['axes', axis], value, key);
  if (taken.includes(axis))
    return withNode(root, ['axes', axis], { kind: 'list', items: [value], origin: value.origin }, key);
  const entries = nodeAt(root, [list]);
  if (entries?.kind !== 'list') return root;
  let result = root;
  for (let i = 0; i < entries.items.length; i++)
    result = applyOverride(result, { ...override, steps: [list, i, ...rest] });
  return result;
}
