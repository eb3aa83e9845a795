import type { Technology } from '../arch/technology.ts';
import { exp2, log2 } from '../core/logarithm.ts';
import { sramCacti7 } from './data/sramCacti7.gen.ts';
import {
  type SramColumn,
  type SramGroup,
  type SramMetric,
  type SramObjective,
  unpackSram,
} from './packedSram.ts';
import { bracket } from './piecewise.ts';
import { isSmallMemory } from './smallMemory.ts';

/** An SRAM to be priced. */
export interface SramQuery {
  readonly capacity_bytes: number;
  readonly word_bits: number;
  readonly banks: number;
}

export interface SramEstimate {
  readonly value: number;
  readonly derivation: string;
}

const minWidth = 8;
const maxWidth = 512;
const maxBytes = 16 * 1024 * 1024;
const maxBanks = 16;
const smallestNode = 22;

/** The table is opened when the first SRAM is priced, not when the module is loaded. */
let opened: readonly SramGroup[] | null = null;
const groups = (): readonly SramGroup[] => {
  opened ??= unpackSram(sramCacti7);
  return opened;
};

const perArray: readonly SramMetric[] = ['leakage_mw', 'area_mm2'];

/**
 * One figure of an SRAM by interpolation in CACTI's table: ln(metric) bilinear in (log2 capacity, log2 width) inside a
 * (node, device, banks) group; ln(metric) linear in ln(node) and in log2(banks) between groups, except leakage, which is
 * that of the nearest node. Larger or wider memories are made of equal arrays side by side. null where CACTI finds no
 * organisation (fewer than 32 words or 64 bytes a bank) or the node is above the table.
 */
export function sramEstimate(
  query: SramQuery,
  technology: Technology,
  objective: SramObjective,
  metric: SramMetric,
): SramEstimate | null {
  if (isSmallMemory(query)) return null;
  const known = groups().filter((g) => g.objective === objective && g.device === technology.device);
  const nodes = [...new Set(known.map((g) => g.node_nm))].sort((a, b) => a - b);
  const node = Math.max(smallestNode, technology.node_nm);
  if (nodes.length === 0 || node > nodes.at(-1)!) return null;

  const notes: string[] = [];
  const slices = Math.max(1, Math.ceil(query.word_bits / maxWidth));
  const width = Math.max(minWidth, query.word_bits / slices);
  // Banks beyond 16 repeat the macro of 16 banks; each holds its share.
  const repeats = Math.max(1, query.banks / maxBanks);
  const banks = query.banks / repeats;
  const share = query.capacity_bytes / slices / repeats;
  const blocks = Math.max(1, Math.ceil(share / maxBytes));
  if (slices > 1) notes.push(`${slices} arrays of ${width} bits side by side`);
  if (query.word_bits < minWidth) notes.push(`as ${minWidth} bits wide`);
  if (repeats > 1) notes.push(`${repeats} times a macro of ${maxBanks} banks`);
  if (blocks > 1) notes.push(`${blocks} arrays of 16 MiB or less, one accessed`);

  const x = log2(share / blocks);
  const y = log2(width);
  const logAt = (node_nm: number): number | null =>
    acrossBanks(
      known.filter((g) => g.node_nm === node_nm),
      banks,
      (group) => bilinear(group.columns, metric, x, y),
    );
  let log: number | null;
  const between = bracket(nodes.map(log2), log2(node));
  const low = nodes[between.lower]!;
  const high = nodes[between.upper]!;
  if (metric === 'leakage_mw') {
    const nearest = between.weight < 0.5 ? low : high;
    log = logAt(nearest);
    if (nearest !== node) notes.push(`leakage of ${nearest} nm, the nearest node of the table`);
  } else {
    const a = logAt(low);
    const b = logAt(high);
    log = a === null || b === null ? null : a + between.weight * (b - a);
    if (low !== high) notes.push(`between ${low} and ${high} nm`);
  }
  if (log === null) return null;

  let value = exp2(log);
  if (perArray.includes(metric)) value *= slices * repeats * blocks;
  else if (metric === 'read_pj' || metric === 'write_pj') value *= slices;
  if (technology.node_nm < smallestNode) {
    const scale = belowTable(metric, technology.node_nm / smallestNode);
    value *= scale.factor;
    notes.push(scale.note);
  }
  const [first] = known;
  if (metric === 'leakage_mw') notes.push(`at ${first!.temperature_k} K`);
  return {
    value,
    derivation: ['interpolated in log capacity and log width', ...notes].join('; '),
  };
}

/** Below 22 nm, where CACTI ends: the rule of the Accelergy CACTI plug-in (commit 291018b). */
function belowTable(metric: SramMetric, ratio: number): { factor: number; note: string } {
  const node = (ratio * smallestNode).toPrecision(3);
  if (metric === 'area_mm2') return { factor: ratio, note: `22 nm × ${node}/22` };
  if (metric === 'access_ns' || metric === 'cycle_ns')
    return { factor: 1, note: 'time of 22 nm, not scaled' };
  const root = Math.sqrt(ratio);
  return metric === 'leakage_mw'
    ? { factor: 0.79 * root, note: `22 nm × 0.79·√(${node}/22)` }
    : { factor: root, note: `22 nm × √(${node}/22)` };
}

/** Linear in log2(banks) between the groups of one node. */
function acrossBanks(
  node: readonly SramGroup[],
  banks: number,
  read: (group: SramGroup) => number | null,
): number | null {
  const sorted = [...node].sort((a, b) => a.banks - b.banks);
  if (sorted.length === 0 || banks > sorted.at(-1)!.banks) return null;
  const { lower, upper, weight } = bracket(
    sorted.map((g) => log2(g.banks)),
    log2(banks),
  );
  const a = read(sorted[lower]!);
  if (lower === upper || a === null) return a;
  // A group of more banks starts at larger arrays; below its start the group of fewer banks holds.
  const b = read(sorted[upper]!);
  return b === null ? a : a + weight * (b - a);
}

function bilinear(columns: readonly SramColumn[], metric: SramMetric, x: number, y: number): number | null {
  const widths = columns.map((c) => c.log2Bits);
  if (y < widths[0]! || y > widths.at(-1)!) return null;
  const { lower, upper, weight } = bracket(widths, y);
  const a = alongCapacity(columns[lower]!, metric, x);
  return lower === upper ? a : a + weight * (alongCapacity(columns[upper]!, metric, x) - a);
}

/** A column that starts above x (wide words) gives its smallest array, one that ends below its largest. */
function alongCapacity(column: SramColumn, metric: SramMetric, x: number): number {
  const at = Math.min(Math.max(x - column.minLog2Bytes, 0), column.count - 1);
  const lower = Math.min(Math.floor(at), Math.max(0, column.count - 2));
  const upper = Math.min(lower + 1, column.count - 1);
  const low = column.log2(metric, lower);
  return low + (at - lower) * (column.log2(metric, upper) - low);
}
