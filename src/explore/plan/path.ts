import { DiagnosticError } from '../../core/diagnostic.ts';

/** One step of a key path: a key, an index, or the entry of a list with that `name`. */
export type PathStep = string | number | { readonly name: string };

/** `arch.buffers[glb].capacity_kib` → ['arch', 'buffers', {name: 'glb'}, 'capacity_kib']; `[0]` is an index. */
export function parsePath(text: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (const part of text.split('.')) {
    const match = /^([^[\]]+)((?:\[[^[\]]+\])*)$/.exec(part.trim());
    if (!match)
      throw new DiagnosticError([
        {
          code: 'WIN-SET-001',
          severity: 'error',
          message: `"${text}" is not a key path`,
          hint: 'write keys joined by dots, list entries by index or name: arch.buffers[glb].capacity_kib',
        },
      ]);
    steps.push(match[1]!);
    for (const bracket of match[2]!.matchAll(/\[([^[\]]+)\]/g)) {
      const inner = bracket[1]!;
      steps.push(/^\d+$/.test(inner) ? Number(inner) : { name: inner });
    }
  }
  return steps;
}

type Tree = Readonly<Record<string, unknown>> | readonly unknown[];

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** A copy of `root` with the value at `steps`; branches off the path are shared, missing objects are made. */
export function setPath(root: unknown, steps: readonly PathStep[], value: unknown, at = 0): unknown {
  if (at === steps.length) return value;
  const step = steps[at]!;
  if (Array.isArray(root)) {
    const index =
      typeof step === 'number'
        ? step
        : root.findIndex((e) => isTree(e) && (e as Record<string, unknown>)['name'] === stepText(step));
    if (index < 0 || index >= root.length) throw missingEntry(steps, at, root);
    const copy = root.slice();
    copy[index] = setPath(root[index], steps, value, at + 1);
    return copy;
  }
  if (typeof step !== 'string') throw missingEntry(steps, at, root);
  const object = isTree(root) ? (root as Readonly<Record<string, unknown>>) : {};
  const child = Object.hasOwn(object, step) ? object[step] : undefined;
  return { ...object, [step]: setPath(child, steps, value, at + 1) };
}

/** The value at `steps`, or undefined. */
export function getPath(root: unknown, steps: readonly PathStep[]): unknown {
  let node = root;
  for (const step of steps) {
    if (!isTree(node)) return undefined;
    if (Array.isArray(node))
      node =
        typeof step === 'number'
          ? node[step]
          : node.find((e) => isTree(e) && (e as Record<string, unknown>)['name'] === stepText(step));
    else
      node = Object.hasOwn(node, String(step)) ? (node as Record<string, unknown>)[String(step)] : undefined;
  }
  return node;
}

const stepText = (step: PathStep): string => (typeof step === 'object' ? step.name : String(step));

function missingEntry(steps: readonly PathStep[], at: number, root: unknown): DiagnosticError {
  const where = steps.slice(0, at).map(stepText).join('.');
  const names = Array.isArray(root)
    ? root.map((e, i) => (isTree(e) && 'name' in e ? String((e as { name: unknown }).name) : String(i)))
    : [];
  return new DiagnosticError([
    {
      code: 'WIN-SET-002',
      severity: 'error',
      message: `${where} ${Array.isArray(root) ? 'is a list that has no entry' : 'is not a list: nothing at'} [${stepText(steps[at]!)}]`,
      ...(names.length > 0 ? { hint: `entries: ${names.join(', ')}` } : {}),
    },
  ]);
}
