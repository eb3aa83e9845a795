import { type Diagnostic, DiagnosticError } from '../../../core/diagnostic.ts';
import type { StorageLevel } from '../nestArchitecture.ts';
import type { NestProblem } from '../nestProblem.ts';
import { compileDensity } from './compileDensity.ts';
import type { DensityModel } from './densityModel.ts';
import type { DensitySpec } from './densitySpec.ts';
import type { SparseSpec } from './sparseSpec.ts';

export interface PlannedRank {
  readonly format: 'UOP' | 'CP' | 'RLE' | 'B' | 'UB';
  readonly metadataBits: number;
  readonly payloadBits: number;
  /** Bit set over dims that may join in the rank; 0: no joining. */
  readonly flatten: number;
}

export interface PlannedFormat {
  /** Equal for formats of equal ranks: plans of one search share what is expected of tiles. */
  readonly id: number;
  /** Innermost first. */
  readonly ranks: readonly PlannedRank[];
  readonly innerToOuter: boolean;
  /** Some rank leaves out empty positions, so the words themselves are compressed. */
  readonly compressed: boolean;
}

export interface PlannedAction {
  readonly level: number;
  readonly target: number;
  readonly on: readonly number[];
}

/** A sparse spec compiled for a problem. */
export interface SparsePlan {
  readonly densities: readonly DensityModel[];
  /** `formats[level × tensors + tensor]`. */
  readonly formats: readonly (PlannedFormat | undefined)[];
  /** Per tensor: some level holds it in a format. */
  readonly formatted: readonly boolean[];
  /** Innermost level first, in the order written. */
  readonly gates: readonly PlannedAction[];
  readonly skips: readonly PlannedAction[];
  readonly spatialSkips: readonly PlannedAction[];
  readonly gateOnZero: boolean;
  readonly skipUnaligned: boolean;
  /** No format and no action: the dense result stands. */
  readonly idle: boolean;
  /** Count as Sparseloop v3.0.3 does where it differs from what a machine would do. */
  readonly peerRules: boolean;
}

/** Word bits rounded up to a divisor of the metadata row, so that words do not straddle rows; 0 stays free. */
function roundedBits(bits: number, level: StorageLevel): number {
  const width = level.metadata?.widthBits ?? 0;
  if (bits === 0 || width === 0) return bits;
  for (let b = bits; b <= width; b++) if (width % b === 0) return b;
  return bits;
}

const known = new Map<string, number>();

/** A number above 0 for the content of a format. */
function formatId(ranks: readonly PlannedRank[], order: string): number {
  const content = `${order} ${ranks.map((r) => `${r.format} ${r.metadataBits} ${r.payloadBits} ${r.flatten}`).join()}`;
  const id = known.get(content) ?? known.size + 1;
  known.set(content, id);
  return id;
}

/** Compiles formats and actions; throws WIN-NST-013…014 naming levels and tensors that do not exist. */
export function planSparse(
  problem: NestProblem,
  densities: Readonly<Record<string, DensitySpec>>,
  spec: SparseSpec,
  peerRules = false,
): SparsePlan {
  const diagnostics: Diagnostic[] = [];
  const { levels } = problem.architecture;
  const T = problem.tensors.length;
  const levelIndex = (name: string): number => {
    const l = levels.findIndex((x) => x.name === name);
    if (l < 0)
      diagnostics.push({
        code: 'WIN-NST-013',
        severity: 'error',
        message: `the sparse features name level ${name}`,
        hint: `the storage levels are ${levels.map((x) => x.name).join(', ')}`,
      });
    return l;
  };
  const tensorIndex = (name: string): number => {
    const t = problem.tensorIndex.get(name);
    if (t === undefined)
      diagnostics.push({
        code: 'WIN-NST-014',
        severity: 'error',
        message: `the sparse features name tensor ${name}`,
        hint: `the tensors are ${problem.tensors.map((x) => x.name).join(', ')}`,
      });
    return t ?? -1;
  };
  const formats = new Array<PlannedFormat | undefined>(levels.length * T).fill(undefined);
  for (const format of spec.formats) {
    const l = levelIndex(format.level);
    const t = tensorIndex(format.tensor);
    if (l < 0 || t < 0) continue;
    const level = levels[l]!;
    const fallback = level.metadata?.wordBits ?? 0;
    const ranks = format.ranks.map((rank): PlannedRank => {
      let flatten = 0;
      for (const name of rank.flatten ?? []) {
        const d = problem.dimIndex.get(name);
        if (d === undefined)
          diagnostics.push({
            code: 'WIN-NST-014',
            severity: 'error',
            message: `a rank of ${format.tensor} at ${format.level} joins ${name}`,
            hint: `the dims are ${problem.dimNames.join(', ')}`,
          });
        else flatten |= 1 << d;
      }
      const metadataBits = rank.metadataBits ?? (rank.format === 'B' ? 1 : fallback);
      return {
        format: rank.format,
        metadataBits: roundedBits(metadataBits, level),
        payloadBits: roundedBits(rank.payloadBits ?? fallback, level),
        flatten,
      };
    });
    formats[l * T + t] = {
      id: formatId(ranks, format.order),
      ranks: ranks.reverse(),
      innerToOuter: format.order === 'inner-to-outer',
      compressed: ranks.some((r) => r.format === 'CP' || r.format === 'RLE' || r.format === 'B'),
    };
  }
  const actions = spec.actions.map((a) => ({
    kind: a.kind,
    level: levelIndex(a.level),
    target: tensorIndex(a.target),
    on: a.on.map(tensorIndex),
  }));
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  const ofKind = (kind: string): PlannedAction[] =>
    actions.filter((a) => a.kind === kind).sort((a, b) => b.level - a.level);
  return {
    densities: problem.tensors.map((tensor) =>
      compileDensity(problem, tensor, densities[tensor.name], peerRules),
    ),
    formats,
    formatted: problem.tensors.map((_, t) => formats.some((f, i) => f !== undefined && i % T === t)),
    gates: ofKind('gate'),
    skips: ofKind('skip'),
    spatialSkips: ofKind('spatial-skip'),
    gateOnZero: spec.compute.gateOnZero,
    skipUnaligned: spec.compute.skipUnaligned,
    idle:
      spec.formats.length === 0 &&
      spec.actions.length === 0 &&
      !spec.compute.gateOnZero &&
      !spec.compute.skipUnaligned,
    peerRules,
  };
}
