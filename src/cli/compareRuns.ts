import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findMetric } from '../engine/metrics.ts';
import { csvRecords, readCsv } from '../io/readCsv.ts';
import { changePct } from '../report/changePct.ts';
import { usage } from './named.ts';

export interface Moved {
  readonly design: string;
  readonly metric: string;
  readonly a: number;
  readonly b: number;
  /** (b − a) / a, in percent; 100 from zero. */
  readonly change_pct: number;
}

export interface Comparison {
  readonly matched: number;
  readonly only_a: number;
  readonly only_b: number;
  /** Values that differ, largest relative change first. */
  readonly moved: readonly Moved[];
}

type Row = Readonly<Record<string, string>>;

/** Columns that say what a point is come before this one. */
const lastAxis = 'fidelity';

/** Matches the points of two results by the axes that both have, and lists the metrics that differ. */
export function compareRuns(a: string, b: string, wanted: readonly string[] | undefined): Comparison {
  const [left, right] = [read(a), read(b)];
  const keys = left.axes.filter((name) => right.axes.includes(name));
  const shared = left.metrics.filter((name) => right.metrics.includes(name));
  for (const name of wanted ?? [])
    if (!shared.includes(name))
      throw usage(`${name} is not a metric of both`, `in both: ${shared.join(', ')}`);
  const metrics = wanted ?? shared;
  const keyOf = (row: Row): string => keys.map((name) => row[name]).join('\u0000');
  const others = new Map(right.rows.map((row) => [keyOf(row), row]));
  const varying = keys.filter((name) => left.rows.some((row) => row[name] !== left.rows[0]![name]));
  const moved: Moved[] = [];
  let matched = 0;
  for (const row of left.rows) {
    const other = others.get(keyOf(row));
    if (!other) continue;
    matched++;
    for (const metric of metrics) {
      const [x, y] = [row[metric]!, other[metric]!];
      if (x === y) continue;
      const [from, to] = [x, y].map((text) => (text === '' ? Number.NaN : Number(text))) as [number, number];
      moved.push({
        design: varying.map((name) => `${name}=${row[name]}`).join(', '),
        metric,
        a: from,
        b: to,
        change_pct: changePct(from, to),
      });
    }
  }
  moved.sort((p, q) => Math.abs(q.change_pct) - Math.abs(p.change_pct));
  return { matched, only_a: left.rows.length - matched, only_b: right.rows.length - matched, moved };
}

function read(name: string): { axes: string[]; metrics: string[]; rows: Row[] } {
  const isFolder = existsSync(name) && statSync(name).isDirectory();
  const file = isFolder ? join(name, 'results.csv') : name;
  if (isFolder && !existsSync(file)) throw usage(`${name} has no results.csv`, 'run the sweep first');
  const csv = readCsv(file);
  const names = csv.header.map((field) => field.text);
  const end = names.indexOf(lastAxis);
  if (names[0] !== 'point' || end < 0)
    throw usage(`${file} is not a results.csv of Winnow`, 'give a run folder, e.g. runs/quickstart');
  return {
    axes: names.slice(1, end + 1),
    metrics: names.slice(end + 1).filter((n) => findMetric(n) !== null || n.startsWith('cycles_')),
    rows: csvRecords(csv),
  };
}
