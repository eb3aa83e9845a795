import type { Outcome } from '../executors/outcome.ts';

/**
 * Outcomes of many points in columns of numbers: 100,000 points with 30 quantities take 24 MB, where as many objects
 * take ten times that.
 */
export interface RecordTable {
  readonly size: number;
  /** Row of a content key, or undefined. */
  row(key: string): number | undefined;
  /** Adds an outcome, or replaces what its key has. Answers the row. */
  put(key: string, outcome: Outcome): number;
  status(row: number): Outcome['status'];
  /** NaN where the row has no such quantity. */
  metric(row: number, name: string): number;
  breakdown(row: number, reason: string): number;
  /** The outcome as it was put. */
  outcome(row: number): Outcome;
  /** Names seen in any row, sorted. */
  metricNames(): readonly string[];
  reasons(): readonly string[];
}

const statuses = ['ok', 'infeasible', 'failed'] as const;

export function makeRecordTable(): RecordTable {
  const rows = new Map<string, number>();
  const status: number[] = [];
  const notes = new Map<number, Outcome>();
  const metrics = makeColumns();
  const breakdown = makeColumns();
  return {
    get size() {
      return status.length;
    },
    row: (key) => rows.get(key),
    put(key, outcome) {
      const row = rows.get(key) ?? status.length;
      rows.set(key, row);
      status[row] = statuses.indexOf(outcome.status);
      notes.delete(row);
      metrics.clear(row);
      breakdown.clear(row);
      if (outcome.status === 'ok') {
        metrics.put(row, outcome.metrics);
        breakdown.put(row, outcome.breakdown);
        // Nearly all points have no warning; those that do keep theirs.
        if (outcome.warnings.length > 0) notes.set(row, { ...outcome, metrics: {}, breakdown: {} });
      } else notes.set(row, outcome);
      return row;
    },
    status: (row) => statuses[status[row]!]!,
    metric: (row, name) => metrics.get(row, name),
    breakdown: (row, reason) => breakdown.get(row, reason),
    outcome(row) {
      const note = notes.get(row);
      if (note && note.status !== 'ok') return note;
      return {
        status: 'ok',
        metrics: metrics.row(row),
        breakdown: breakdown.row(row),
        warnings: note?.status === 'ok' ? note.warnings : [],
      };
    },
    metricNames: () => metrics.names().sort(),
    reasons: () => breakdown.names().sort(),
  };
}

interface Columns {
  put(row: number, values: Readonly<Record<string, number>>): void;
  clear(row: number): void;
  get(row: number, name: string): number;
  row(row: number): Record<string, number>;
  names(): string[];
}

function makeColumns(): Columns {
  const columns = new Map<string, Float64Array>();
  let capacity = 1024;
  const column = (name: string): Float64Array => {
    let data = columns.get(name);
    if (!data) {
      data = new Float64Array(capacity).fill(Number.NaN);
      columns.set(name, data);
    }
    return data;
  };
  const grow = (row: number): void => {
    while (row >= capacity) capacity *= 2;
    for (const [name, data] of columns)
      if (data.length < capacity) {
        const larger = new Float64Array(capacity).fill(Number.NaN);
        larger.set(data);
        columns.set(name, larger);
      }
  };
  return {
    put(row, values) {
      if (row >= capacity) grow(row);
      for (const name in values) column(name)[row] = values[name]!;
    },
    clear(row) {
      if (row < capacity) for (const data of columns.values()) data[row] = Number.NaN;
    },
    get: (row, name) => columns.get(name)?.[row] ?? Number.NaN,
    row(row) {
      const values: Record<string, number> = {};
      for (const [name, data] of columns) if (!Number.isNaN(data[row])) values[name] = data[row]!;
      return values;
    },
    names: () => [...columns.keys()],
  };
}
