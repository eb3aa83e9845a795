import { paretoRanks } from './paretoRanks.ts';

/** Pareto ranks where points compete only within their group: a design's speed on one workload says nothing of another. */
export function groupedRanks(
  scores: readonly (readonly number[])[],
  objectives: number,
  groups: readonly number[],
): Int32Array {
  const ranks = new Int32Array(scores.length);
  const members = new Map<number, number[]>();
  for (const [i, group] of groups.entries()) {
    const known = members.get(group);
    if (known) known.push(i);
    else members.set(group, [i]);
  }
  for (const rows of members.values()) {
    const flat = new Float64Array(rows.length * objectives);
    for (const [j, i] of rows.entries()) flat.set(scores[i]!, j * objectives);
    const own = paretoRanks(flat, objectives);
    for (const [j, i] of rows.entries()) ranks[i] = own[j]!;
  }
  return ranks;
}
