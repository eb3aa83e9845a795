import type { LayerResult, PointResult } from '../../../engine/pointResult.ts';

export interface RooflineLayer {
  readonly layer: LayerResult;
  /** Effectual multiply-accumulates per byte through the memory, and those of the dense product. */
  readonly intensity: number;
  readonly dense_intensity: number;
  /** Multiply-accumulates per second: effectual ones, and those of the dense product. */
  readonly rate: number;
  readonly dense_rate: number;
  readonly bytes: number;
  readonly metadata_bytes: number;
  /** Of the design's cycles, all runs of the layer. */
  readonly share: number;
  /** What the lower of peak and bandwidth allows at this intensity, MAC/s; null where neither is known. */
  readonly roof: number | null;
  /** The memory's bandwidth is the lower roof. */
  readonly under_bandwidth: boolean;
}

export interface Roofline {
  readonly memory: string;
  /** Multiply-accumulates per second that the slots of the design allow; null where no layer says. */
  readonly peak: number | null;
  /** Bytes per second; null where the design's bounds name none for this memory. */
  readonly bandwidth: number | null;
  /** Layers that move bytes through the memory and multiply. */
  readonly layers: readonly RooflineLayer[];
  /** Names of the others. */
  readonly left_out: readonly string[];
}

const roofsOf = (result: PointResult): ReadonlyMap<string, number> => {
  const roofs = new Map<string, number>();
  for (const { bound } of result.layers)
    for (const { roof } of bound.terms)
      if (roof !== undefined)
        roofs.set(roof.memory, Math.max(roof.bytes_per_cycle, roofs.get(roof.memory) ?? 0));
  return roofs;
};

/** Memories that move bytes; those with a known bandwidth first, then by bytes. */
export function rooflineMemories(result: PointResult): readonly string[] {
  const bytes = new Map<string, number>();
  for (const { count, execution } of result.layers)
    for (const t of execution.traffic)
      bytes.set(t.memory, (bytes.get(t.memory) ?? 0) + count * (t.read_bytes + t.write_bytes));
  const roofs = roofsOf(result);
  return [...bytes.keys()]
    .filter((m) => bytes.get(m)! > 0)
    .sort((a, b) => Number(roofs.has(b)) - Number(roofs.has(a)) || bytes.get(b)! - bytes.get(a)!);
}

/**
 * The roofline of Williams, Waterman & Patterson (CACM 52(4), 2009) with multiply-accumulates for operations. The peak
 * is what utilisation is a share of: effectual MAC / (cycles × utilisation), the largest of all layers.
 */
export function rooflineModel(result: PointResult, memory: string): Roofline {
  const clock = result.metrics['cycles']! / result.metrics['latency_s']!;
  const total = result.layers.reduce((n, l) => n + l.count * l.execution.cycles, 0);
  let slots = 0;
  for (const { execution } of result.layers) {
    const used = execution.utilisation['array'] ?? 0;
    if (used > 0) slots = Math.max(slots, execution.macs.effectual / (execution.cycles * used));
  }
  const peak = slots > 0 ? slots * clock : null;
  const per_cycle = roofsOf(result).get(memory);
  const bandwidth = per_cycle === undefined ? null : per_cycle * clock;
  const layers: RooflineLayer[] = [];
  const left_out: string[] = [];
  for (const layer of result.layers) {
    const { cycles, macs, traffic } = layer.execution;
    const dense = macs.effectual + macs.skipped + macs.gated + macs.padded;
    const through = traffic.filter((t) => t.memory === memory);
    const bytes = through.reduce((n, t) => n + t.read_bytes + t.write_bytes, 0);
    if (bytes === 0 || macs.effectual === 0 || cycles === 0) {
      left_out.push(layer.name);
      continue;
    }
    const intensity = macs.effectual / bytes;
    const slope = bandwidth === null ? Number.POSITIVE_INFINITY : bandwidth * intensity;
    const roof = Math.min(slope, peak ?? Number.POSITIVE_INFINITY);
    layers.push({
      layer,
      intensity,
      dense_intensity: dense / bytes,
      rate: (macs.effectual / cycles) * clock,
      dense_rate: (dense / cycles) * clock,
      bytes,
      metadata_bytes: through
        .filter((t) => t.operand.startsWith('metadata'))
        .reduce((n, t) => n + t.read_bytes + t.write_bytes, 0),
      share: (layer.count * cycles) / Math.max(1, total),
      roof: Number.isFinite(roof) ? roof : null,
      under_bandwidth: slope < (peak ?? Number.POSITIVE_INFINITY),
    });
  }
  return { memory, peak, bandwidth, layers, left_out };
}
