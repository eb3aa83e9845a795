import type { SweepSpec } from '../sweepSpec.ts';

/** What workloads and architectures are called in results: their names, numbered where two are the same. */
export function designNames(sweep: SweepSpec): { workloads: string[]; architectures: string[] } {
  const workload = (w: SweepSpec['workloads'][number], i: number): string =>
    w.name ??
    [w.model ?? baseName(w.file ?? w.topology) ?? `workload${i + 1}`, w.phase].filter(Boolean).join('-');
  return {
    workloads: unique(sweep.workloads.map(workload)),
    architectures: unique(
      sweep.architectures.map((a, i) => (typeof a['name'] === 'string' ? a['name'] : `architecture${i + 1}`)),
    ),
  };
}

const baseName = (file: string | undefined): string | undefined =>
  file?.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');

function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}#${times}`;
  });
}
