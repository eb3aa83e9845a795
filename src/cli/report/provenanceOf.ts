import { dataflows } from '../../dataflow/registry.gen.ts';
import { laws } from '../../engine/invariants/laws.ts';
import { contentKey } from '../../explore/plan/contentKey.ts';
import { modelHash } from '../../explore/plan/modelHash.gen.ts';
import type { SweepRun } from '../../explore/run/runSweep.ts';
import { formatKeyPath } from '../../io/keyPath.ts';
import type { Provenance, ReportDetail, ReportTable } from '../../report/reportData.ts';
import { engineVersion } from '../engineVersion.ts';
import type { PreparedSweep } from '../prepareSweep.ts';
import { validated } from './validated.ts';

/** Values listed with their origin; the resolved spec holds them all. */
const mostOrigins = 400;

/** Where the numbers of a report come from. */
export function provenanceOf(
  prepared: PreparedSweep,
  run: SweepRun,
  details: readonly ReportDetail[],
  command: string,
): Provenance {
  const { plan, loaded } = prepared;
  const { sweep } = plan;
  const ran = run.points.filter(({ row }) => run.table.status(row) === 'ok').length;
  const violated = new Map<string, number>();
  for (const { row } of run.points) {
    const outcome = run.table.status(row) === 'failed' ? run.table.outcome(row) : null;
    if (outcome?.status === 'failed' && outcome.kind === 'invariant')
      violated.set(outcome.reason, (violated.get(outcome.reason) ?? 0) + 1);
  }
  const known = new Set(laws.map((law) => law.name));
  const used = new Set(details.map((d) => d.result.dataflow));
  return {
    engine_version: engineVersion(),
    commit: modelHash.slice(0, 16),
    config_hash: contentKey(plan.point(0, 'cycle'), modelHash).slice(0, 16),
    seed: sweep.seed,
    technology: [...new Set(sweep.architectures.map(technologyText))].filter((t) => t !== '').join('; '),
    tables: tablesOf(details),
    resolved: loaded.resolved,
    origins: originsOf(prepared),
    reproduce: command,
    invariants: [
      ...laws.map(({ name, description }) => ({
        law: `${name}: ${description}`,
        checked: ran,
        violated: violated.get(name) ?? 0,
      })),
      ...[...violated]
        .filter(([law]) => !known.has(law))
        .map(([law, count]) => ({ law, checked: ran + count, violated: count })),
    ],
    leaves_out: dataflows
      .filter((d) => used.has(d.name))
      .flatMap((d) => d.leaves_out.map((sentence) => ({ dataflow: d.name, sentence }))),
    validation: validated(modelHash, used),
  };
}

function technologyText(architecture: Readonly<Record<string, unknown>>): string {
  const { node_nm, device } = (architecture['technology'] ?? {}) as { node_nm?: number; device?: string };
  return node_nm === undefined ? '' : [`${node_nm} nm`, device].filter(Boolean).join(', ');
}

/** One row for each source of a price in the designs shown, with what it priced. */
function tablesOf(details: readonly ReportDetail[]): ReportTable[] {
  const sources = new Map<string, { source: string; verified: string; what: Set<string> }>();
  for (const { result } of details)
    for (const { instance, prices } of result.components)
      for (const [figure, price] of Object.entries(prices)) {
        const key = `${price.source}\u0000${price.verified}`;
        const entry = sources.get(key) ?? { source: price.source, verified: price.verified, what: new Set() };
        entry.what.add(`${instance.component} ${figure}`);
        sources.set(key, entry);
      }
  return [...sources.values()].map(({ source, verified, what }) => {
    const all = [...what].sort();
    return {
      name: source.split(/[,(;]/)[0]!.slice(0, 60).trim() || 'prices',
      description: all.slice(0, 8).join(', ') + (all.length > 8 ? ` and ${all.length - 8} more` : ''),
      source,
      verified,
    };
  });
}

/** Scalars of the sweep, less the definitions of models, each with its file and line. */
function originsOf({ plan, loaded }: PreparedSweep): Provenance['origins'] {
  const found: { path: string; value: string; origin: string }[] = [];
  const visit = (value: unknown, path: (string | number)[]): void => {
    if (found.length >= mostOrigins || path.includes('definition') || path.includes('layers')) return;
    if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, [...path, i]);
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    else if (value !== undefined) {
      const here = loaded.origin(path);
      const above = loaded.origin(path.slice(0, -1));
      // What nobody wrote is found where its parent is.
      const given = here.line !== above.line || here.column !== above.column || here.file !== above.file;
      found.push({
        path: formatKeyPath(path),
        value: String(value),
        origin: given ? `${here.file}:${here.line}` : 'default',
      });
    }
  };
  visit(plan.sweep, []);
  return found;
}
