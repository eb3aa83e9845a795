import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultTable } from '../explore/run/resultTable.ts';
import type { SweepRun } from '../explore/run/runSweep.ts';
import { writeAtomically } from '../explore/store/writeAtomically.ts';
import { writeCsv } from '../io/csv.ts';
import { writeParquet } from '../io/parquet.ts';
import { packageRoot } from '../io/shippedFiles.ts';
import type { Table } from '../io/table.ts';
import { describePoint, type PreparedSweep } from './prepareSweep.ts';

/** Bundles kept of failed points; further ones fail alike as a rule. */
const mostBundles = 100;

/** Writes results and all that goes with them, each file whole or not at all. Answers paths by kind. */
export async function writeRunFiles(
  prepared: PreparedSweep,
  run: SweepRun,
  results: ResultTable,
  folder: string,
  command: string,
): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const table = asTable(results);
  const files = {
    spec: join(folder, 'sweep.yaml'),
    csv: join(folder, 'results.csv'),
    parquet: join(folder, 'results.parquet'),
    report: join(folder, 'report.html'),
  };
  writeAtomically(files.spec, (draft) => writeFileSync(draft, prepared.loaded.resolved));
  writeAtomically(files.csv, (draft) => writeCsv(draft, table));
  writeAtomically(files.parquet, (draft) => writeParquet(draft, table));
  const { makeReportData } = await import('./report/makeReportData.ts');
  const { writeReport } = await import('../report/writeReport.ts');
  const { readReportAssets } = await import('../report/readReportAssets.ts');
  const assets = readReportAssets(join(packageRoot(), 'dist', 'report'));
  const page = writeReport(makeReportData(prepared, run, results, command), assets);
  writeAtomically(files.report, (draft) => writeFileSync(draft, page));
  writeFailures(prepared, run, join(folder, 'failures'));
  return files;
}

export function asTable(results: ResultTable): Table {
  return {
    columns: results.columns,
    rows: results.rows,
    value: (row, column) => results.columns[column]!.value(row),
  };
}

/** One file for each failed point with its whole spec: `winnow run FILE` repeats the failure. */
function writeFailures({ plan, ...rest }: PreparedSweep, run: SweepRun, folder: string): void {
  const failed = run.points.filter(({ row }) => run.table.status(row) === 'failed');
  rmSync(folder, { recursive: true, force: true });
  if (failed.length === 0) return;
  mkdirSync(folder, { recursive: true });
  for (const { index, fidelity, row } of failed.slice(0, mostBundles)) {
    const bundle = {
      kind: 'point',
      version: 1,
      point: index,
      design: describePoint({ plan, ...rest }, index),
      outcome: run.table.outcome(row),
      spec: plan.point(index, fidelity),
    };
    writeFileSync(join(folder, `point-${index}.json`), `${JSON.stringify(bundle, null, 2)}\n`);
  }
}
