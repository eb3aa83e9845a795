import { readFileSync } from 'node:fs';
import { DiagnosticError } from '../core/diagnostic.ts';
import type { PointSpec } from '../engine/point.ts';
import type { Arguments } from './commands/defineCommand.ts';
import { loadSweep } from './loadSweep.ts';
import { usage } from './named.ts';
import type { Terminal } from './output/terminal.ts';
import { describePoint, type PreparedSweep, prepareSweep } from './prepareSweep.ts';

/** One point that a command was asked about. */
export interface OnePoint {
  readonly index: number;
  /** Axes that vary, in words. */
  readonly design: string;
  readonly spec: PointSpec;
  /** Null when the point came from a failure's bundle. */
  readonly prepared: PreparedSweep | null;
}

/** The point that `--point` chooses, or the only one of a sweep; or that of a bundle under `failures/`. */
export async function onePoint(args: Arguments, terminal: Terminal): Promise<OnePoint> {
  const file = String(args['file']);
  if (file.endsWith('.json')) return fromBundle(file);
  const mapping = args['mapping'] as string | undefined;
  const set = mapping === undefined ? args.set : [...args.set, `mapping.file=${JSON.stringify(mapping)}`];
  const prepared = prepareSweep(await loadSweep(file, { ...args, set }, terminal));
  const { plan } = prepared;
  const chosen = args['point'] as number | undefined;
  if (chosen === undefined && plan.size > 1) {
    const open = plan.dimensions.filter((d) => d.size > 1);
    throw usage(
      `${file} has ${plan.size} points`,
      `choose one with --point 0…${plan.size - 1}, or fix its axes, e.g. --set ${open[open.length - 1]!.columns[0]}=${String(open[open.length - 1]!.labels[0]![0])}`,
    );
  }
  const index = chosen ?? 0;
  if (!Number.isInteger(index) || index < 0 || index >= plan.size)
    throw usage(`there is no point ${index}`, `points go from 0 to ${plan.size - 1}`);
  const fidelity = plan.sweep.fidelity === 'estimate' ? 'estimate' : 'cycle';
  return { index, design: describePoint(prepared, index), spec: plan.point(index, fidelity), prepared };
}

interface Bundle {
  readonly kind?: unknown;
  readonly point?: unknown;
  readonly design?: unknown;
  readonly spec?: unknown;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function fromBundle(file: string): OnePoint {
  const bundle = readJson(file) as Bundle | null;
  if (bundle?.kind !== 'point' || typeof bundle.spec !== 'object' || bundle.spec === null)
    throw new DiagnosticError([
      {
        code: 'WIN-CLI-003',
        severity: 'error',
        message: `${file} is not a bundle of a failed point`,
        hint: 'give a sweep file, or a file of runs/<name>/failures',
        file,
        line: 1,
        column: 1,
      },
    ]);
  return {
    index: Number(bundle.point ?? 0),
    design: String(bundle.design ?? ''),
    spec: bundle.spec as PointSpec,
    prepared: null,
  };
}
