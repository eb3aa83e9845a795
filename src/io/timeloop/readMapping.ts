import { DiagnosticError } from '../../core/diagnostic.ts';
import type { Loop, NestMapping } from '../../mapping/nest/nestMapping.ts';

type Plain = Readonly<Record<string, unknown>>;
const plain = (value: unknown): Plain =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replaceAll('-', '_'), item]))
    : {};

/** `C=4 M=2`, `[C=4, M=2]`, with or without `=`; 0 stands for the rest of a dim. */
function factorsOf(written: unknown): Map<string, number> {
  const parts = (Array.isArray(written) ? written.map(String) : String(written ?? '').split(/[\s,]+/)).filter(
    Boolean,
  );
  return new Map(
    parts.flatMap((part): [string, number][] => {
      const match = part.match(/^([A-Za-z_]\w*?)\s*=?\s*(\d+)(?:,\d+)?$/);
      return match === null ? [] : [[match[1]!, Number(match[2])]];
    }),
  );
}

/** Innermost first, as Timeloop writes it: `RSC`, `R S C` or a list. */
function permutationOf(written: unknown, dims: readonly string[]): string[] {
  const listed = Array.isArray(written)
    ? written.map(String)
    : /[\s,]/.test(String(written ?? ''))
      ? String(written)
          .split(/[\s,]+/)
          .filter(Boolean)
      : [...String(written ?? '')];
  return [...listed.filter((d) => dims.includes(d)), ...dims.filter((d) => !listed.includes(d))];
}

interface Entry {
  temporal: Loop[];
  x: Loop[];
  y: Loop[];
  keep: string[] | undefined;
  bypass: string[];
  forwarding: boolean;
}

/** Reads the `mapping` section for levels (outermost first), dims with their extents, and tensors. */
export function readMapping(
  section: unknown,
  levels: readonly string[],
  dims: Readonly<Record<string, number>>,
  tensors: readonly string[],
): NestMapping {
  if (!Array.isArray(section)) return [];
  const rest = new Map(Object.entries(dims));
  const names = Object.keys(dims);
  const entries = new Map<string, Entry>(
    levels.map((level) => [
      level,
      { temporal: [], x: [], y: [], keep: undefined, bypass: [], forwarding: false },
    ]),
  );
  const open: { loops: Map<string, number> }[] = [];
  const built: (() => void)[] = [];
  for (const raw of section) {
    const item = plain(raw);
    const target = String(item['target'] ?? '').replace(/^.*\./, '');
    const entry = entries.get(target);
    if (entry === undefined)
      throw new DiagnosticError([
        {
          code: 'WIN-TML-003',
          severity: 'error',
          message: `the mapping targets ${target || 'nothing'}`,
          hint: `the levels are ${levels.join(', ')}`,
        },
      ]);
    const type = String(item['type'] ?? 'temporal');
    if (/data|bypass/.test(type)) {
      if (Array.isArray(item['keep'])) entry.keep = item['keep'].map(String);
      if (Array.isArray(item['bypass'])) entry.bypass = item['bypass'].map(String);
      continue;
    }
    const factors = factorsOf(item['factors']);
    for (const [dim, factor] of factors) if (factor > 0) rest.set(dim, (rest.get(dim) ?? 1) / factor);
    open.push({ loops: factors });
    const order = permutationOf(item['permutation'], names);
    built.push(() => {
      const loops = order.map((dim): Loop => [dim, factors.get(dim) ?? 1]);
      if (type === 'spatial') {
        const split = Number(item['split'] ?? order.length);
        const used = (list: readonly Loop[]): Loop[] => list.filter(([, factor]) => factor > 1).reverse();
        entry.x = used(loops.slice(0, split));
        entry.y = used(loops.slice(split));
        entry.forwarding = item['no_link_transfer'] === undefined;
      } else entry.temporal = loops.filter(([, factor]) => factor > 1).reverse();
    });
  }
  // A factor of 0 takes what the others leave of its dim.
  for (const { loops } of open)
    for (const [dim, factor] of loops) if (factor === 0) loops.set(dim, Math.ceil(rest.get(dim) ?? 1));
  for (const build of built) build();
  return levels.map((level) => {
    const { temporal, x, y, keep, bypass, forwarding } = entries.get(level)!;
    const kept = tensors.filter(
      (t) =>
        (keep === undefined || keep.includes(t) || !bypass.length) &&
        !bypass.includes(t) &&
        (keep === undefined || keep.includes(t)),
    );
    return { level, temporal, spatial: { x, y }, keep: kept, forwarding };
  });
}
