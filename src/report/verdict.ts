import type { LayerResult, PointResult } from '../engine/pointResult.ts';
import { formatQuantity, formatShare } from './quantity.ts';
import { reasonWords } from './reasonWords.ts';

/** What limits a design, in sentences, and the figures behind the first one. */
export interface Verdict {
  /** The most expensive stall, or compute. */
  readonly headline: string;
  readonly sentences: readonly string[];
  /** Layer that the headline names; empty for a design without layers. */
  readonly layer: string;
  readonly reason: string;
  /** The reason's share of that layer's cycles. */
  readonly share: number;
  /** The reason's share of the design's cycles: an upper bound on what its removal saves. */
  readonly saving: number;
}

const sum = (record: Readonly<Record<string, number>>): number =>
  Object.values(record).reduce((a, b) => a + b, 0);

const largest = (record: Readonly<Record<string, number>>): [string, number] =>
  Object.entries(record).reduce<[string, number]>((best, e) => (e[1] > best[1] ? e : best), ['', 0]);

const stallsOf = (layer: LayerResult): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(layer.execution.breakdown).filter(([reason]) => reason !== 'compute'));

/** `conv3_1`, or `conv3_1 (one of 4 alike)` where a line of the trace stands for several layers. */
const layerName = (layer: LayerResult): string =>
  layer.count > 1 ? `${layer.name} (${layer.count} alike)` : layer.name;

/** Reads a result's stall account into words. All figures are exact sums of it, none is a prediction. */
export function verdict(result: PointResult): Verdict {
  const total = result.layers.reduce((n, l) => n + l.count * l.execution.cycles, 0);
  let worst: { layer: LayerResult; reason: string; cycles: number } | null = null;
  for (const layer of result.layers) {
    const [reason, cycles] = largest(stallsOf(layer));
    if (worst === null || cycles * layer.count > worst.cycles * worst.layer.count)
      worst = { layer, reason, cycles };
  }
  if (worst === null || total === 0)
    return {
      headline: 'This design runs no layer.',
      sentences: [],
      layer: '',
      reason: '',
      share: 0,
      saving: 0,
    };
  const compute = (result.breakdown['compute'] ?? 0) / Math.max(1, sum(result.breakdown));
  const share = worst.cycles / Math.max(1, worst.layer.execution.cycles);
  const saving = (worst.cycles * worst.layer.count) / total;
  const sentences: string[] = [];
  let headline: string;
  if (share >= 0.2 && (saving >= 0.1 || compute < 0.5)) {
    headline = `Layer ${layerName(worst.layer)} is limited by ${reasonWords(worst.reason)} (${formatShare(share)} of its cycles). Removing that stall would save at most ${formatShare(saving)} of the design's ${formatQuantity(total, 'cycles')}.`;
  } else {
    headline = `This design is limited by compute: ${formatShare(compute)} of its ${formatQuantity(total, 'cycles')} do multiply-accumulates.`;
    if (worst.cycles > 0)
      sentences.push(
        `The largest stall is ${reasonWords(worst.reason)} in layer ${layerName(worst.layer)}; removing it would save at most ${formatShare(saving)}.`,
      );
  }
  const [overall, overallCycles] = largest(result.breakdown);
  if (overall !== 'compute' && overallCycles > 0)
    sentences.push(
      `Over all layers, ${reasonWords(overall)} takes ${formatShare(overallCycles / total)} of the cycles, compute ${formatShare(compute)}.`,
    );
  return {
    headline,
    sentences: [
      ...sentences,
      ...boundSentence(result, total),
      ...macSentence(result),
      ...energySentence(result),
    ],
    layer: worst.layer.name,
    reason: worst.reason,
    share,
    saving,
  };
}

function boundSentence(result: PointResult, total: number): string[] {
  const bound = result.layers.reduce((n, l) => n + l.count * l.bound.cycles, 0);
  if (bound <= 0) return [];
  const ratio = total / bound;
  return [
    ratio < 1.005
      ? 'No mapping on this hardware can be faster: it meets its lower bound.'
      : `It takes ${formatQuantity(Number(ratio.toPrecision(3)), '')} times its lower bound on cycles.`,
  ];
}

function macSentence(result: PointResult): string[] {
  let skipped = 0;
  let zeros = 0;
  let dense = 0;
  for (const { count, execution } of result.layers) {
    const { effectual, gated, padded } = execution.macs;
    skipped += count * execution.macs.skipped;
    zeros += count * (gated + padded);
    dense += count * (effectual + execution.macs.skipped + gated + padded);
  }
  if (dense === 0 || skipped + zeros === 0) return [];
  const parts = [
    ...(skipped > 0 ? [`skips ${formatShare(skipped / dense)}`] : []),
    ...(zeros > 0 ? [`spends slots on zeros for ${formatShare(zeros / dense)}`] : []),
  ];
  return [`Of the dense multiply-accumulates it ${parts.join(' and ')}.`];
}

function energySentence(result: PointResult): string[] {
  const parts: Record<string, number> = Object.create(null);
  let total = 0;
  for (const layer of result.layers) {
    total += layer.count * layer.energy_pj;
    for (const item of layer.energy) {
      const key = `${item.component} (${item.action.replaceAll('_', ' ')})`;
      parts[key] = (parts[key] ?? 0) + layer.count * item.total_pj;
    }
  }
  const [name, most] = largest(parts);
  if (total <= 0 || most <= 0) return [];
  return [`Most energy goes to ${name}: ${formatShare(most / total)} of ${formatQuantity(total, 'pJ')}.`];
}
