import type { Bound } from '../dataflow/bound.ts';
import type { Execution } from '../dataflow/execution.ts';
import { type DensityGap, densityGaps } from './densityGap.ts';
import { evaluate } from './evaluate.ts';
import type { Library } from './library.ts';
import type { PointSpec } from './point.ts';
import type { LayerResult, PointResult } from './pointResult.ts';
import { prepareDesign } from './preparePoint.ts';
import { type Perturbation, perturbations } from './sensitivity.ts';
import { shippedLibrary } from './shippedLibrary.ts';

/** Cycles of one reason, with what it means and its share of the whole. */
export interface ReasonShare {
  readonly reason: string;
  readonly meaning: string;
  readonly cycles: number;
  readonly share: number;
}

export interface LayerExplanation {
  readonly name: string;
  readonly count: number;
  readonly shape: string;
  /** Of one execution. */
  readonly cycles: number;
  /** Of all its executions, over the workload's cycles. */
  readonly share: number;
  /** Terms of the lower bound, largest first: the first one limits the layer. */
  readonly terms: Bound['terms'];
  /** Cycles over the bound, ≥ 1; null where the bound is 0. */
  readonly times_bound: number | null;
  /** The largest reason other than computing, or null where there is none. */
  readonly largest_stall: ReasonShare | null;
  readonly array_utilisation: number;
  /** How far the densities' expectations are from what was counted; loop nests run cycle by cycle only. */
  readonly densities?: DensityGap;
  /** Its loop nest, outermost level first, where the dataflow runs one. */
  readonly levels?: NonNullable<Execution['levels']>;
}

/** Why a design takes the cycles and the energy that it takes, as data: the printer words it. */
export interface Explanation {
  readonly result: PointResult;
  readonly title: string;
  readonly reference: string;
  readonly leaves_out: readonly string[];
  /** Whole workload, largest first. */
  readonly reasons: readonly ReasonShare[];
  readonly layers: readonly LayerExplanation[];
  /** Whole workload, largest first; leakage is component '' and action 'leakage'. */
  readonly energy: readonly {
    readonly component: string;
    readonly action: string;
    readonly pj: number;
    readonly share: number;
  }[];
  /** Figures that no source gives: component and figure, and why it is left out. */
  readonly not_modelled: readonly {
    readonly component: string;
    readonly figure: string;
    readonly why: string;
  }[];
  /** What one step (twice or half) of each numeric parameter would do, strongest on the latency first; see `perturbations`. */
  readonly steps: readonly Perturbation[];
}

/** Explains a point; evaluates it once, and once for each legal step of each numeric parameter. */
export function explain(point: PointSpec, options: { readonly library?: Library } = {}): Explanation {
  const library = options.library ?? shippedLibrary;
  const result = evaluate(point, { library });
  const { dataflow } = prepareDesign(point.architecture, library);
  const total = result.metrics['cycles']!;
  const shares = (breakdown: Readonly<Record<string, number>>, cycles: number): ReasonShare[] =>
    Object.entries(breakdown)
      .map(([reason, spent]) => ({
        reason,
        meaning: dataflow.reasons[reason] ?? '',
        cycles: spent,
        share: cycles > 0 ? spent / cycles : 0,
      }))
      .sort((a, b) => b.cycles - a.cycles);
  const gaps = densityGaps(point, result, library);
  return {
    result,
    title: dataflow.title,
    reference: dataflow.reference,
    leaves_out: dataflow.leaves_out,
    reasons: shares(result.breakdown, total),
    layers: result.layers.map((layer, i) => ({
      ...explainLayer(layer, total, shares),
      ...(gaps[i] !== null && gaps[i] !== undefined && { densities: gaps[i] }),
    })),
    energy: energyShares(result),
    not_modelled: result.components.flatMap(({ instance, prices }) =>
      Object.entries(prices).flatMap(([figure, { not_modelled }]) =>
        not_modelled === undefined ? [] : [{ component: instance.name, figure, why: not_modelled }],
      ),
    ),
    steps: [...perturbations(point, library)].sort((a, b) => effect(b) - effect(a)),
  };
}

function explainLayer(
  layer: LayerResult,
  total: number,
  shares: (breakdown: Readonly<Record<string, number>>, cycles: number) => ReasonShare[],
): LayerExplanation {
  const { execution, bound } = layer;
  const stall = shares(execution.breakdown, execution.cycles).find(
    ({ reason, cycles }) => reason !== 'compute' && cycles > 0,
  );
  return {
    name: layer.name,
    count: layer.count,
    shape: layer.shape,
    cycles: execution.cycles,
    share: total > 0 ? (layer.count * execution.cycles) / total : 0,
    terms: [...bound.terms].sort((a, b) => b.cycles - a.cycles),
    times_bound: bound.cycles > 0 ? execution.cycles / bound.cycles : null,
    largest_stall: stall ?? null,
    array_utilisation: execution.utilisation['array'] ?? 0,
    ...(execution.levels !== undefined && { levels: execution.levels }),
  };
}

function energyShares(result: PointResult): Explanation['energy'] {
  const sums = new Map<string, { component: string; action: string; pj: number }>();
  for (const layer of result.layers)
    for (const { component, action, total_pj } of layer.energy) {
      const key = `${component}\u0000${action}`;
      const sum = sums.get(key) ?? { component, action, pj: 0 };
      sum.pj += layer.count * total_pj;
      sums.set(key, sum);
    }
  const leakage = { component: '', action: 'leakage', pj: result.metrics['energy_leakage_pj']! };
  const total = result.metrics['energy_pj']!;
  return [...sums.values(), leakage]
    .sort((a, b) => b.pj - a.pj)
    .map((item) => ({ ...item, share: total > 0 ? item.pj / total : 0 }));
}

const effect = ({ ratios }: Perturbation): number => 1 - (ratios['latency_s'] ?? 1);
