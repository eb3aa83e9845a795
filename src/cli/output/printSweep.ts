import { relative } from 'node:path';
import type { ExecutedSweep } from '../executeSweep.ts';
import type { PreparedSweep } from '../prepareSweep.ts';
import { type ExitCode, exitCode } from './exitCode.ts';
import { frontsOf } from './fronts.ts';
import { frontTable } from './frontTable.ts';
import { sweepFacts } from './sweepFacts.ts';
import type { Terminal } from './terminal.ts';

export interface PrintOptions {
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Rows of each front. */
  readonly rows: number;
  /** The command that continues the sweep. */
  readonly resume: string;
  readonly code: ExitCode;
}

/** Reasons of failed points that are printed. */
const mostReasons = 5;

/** What a sweep found: the fronts, what became of the points, where the files are. */
export function printSweep(prepared: PreparedSweep, done: ExecutedSweep, options: PrintOptions): ExitCode {
  const { terminal, code } = options;
  const { run, results, files } = done;
  if (run.interrupted) {
    const count = run.points.length;
    terminal.note(`Interrupted: ${count} points are done and kept. Continue with: ${options.resume}`);
    if (options.json) terminal.out(JSON.stringify({ interrupted: true, points: count, exit_code: code }));
    return code;
  }
  const fronts = frontsOf(run, results, prepared.goals);
  const facts = sweepFacts(prepared, done, fronts, code);
  if (options.json) {
    terminal.out(JSON.stringify(facts));
    return code;
  }
  for (const front of fronts) {
    const look = { rows: options.rows, bold: terminal.colors.bold };
    terminal.out(`${frontTable(front, run, results, prepared, look)}\n`);
  }
  if (run.promoted)
    terminal.out(
      `Promoted ${run.promoted.count} estimates to simulation; ${run.promoted.moved} changed rank among themselves.`,
    );
  const { ok, infeasible, failed } = facts.points;
  terminal.out(`Search ended: ${run.stopped}; ${ok} feasible, ${infeasible} infeasible, ${failed} failed.`);
  if (failed > 0 || ok === 0) {
    const reasons = new Set(
      results.reasons.filter((reason, i) => reason !== '' && results.status[i] !== 'ok'),
    );
    for (const reason of [...reasons].slice(0, mostReasons))
      terminal.note(`  ${reason.split('\n')[0]!.slice(0, 300)}`);
  }
  if (files['csv']) terminal.out(`Results  ${shown(files['csv'], terminal.cwd)}`);
  if (files['report']) terminal.out(`Report   ${shown(files['report'], terminal.cwd)}`);
  if (code === exitCode.infeasible) terminal.note('No design is feasible.');
  return code;
}

function shown(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}
