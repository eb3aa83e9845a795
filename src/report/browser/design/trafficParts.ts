import type { PointResult } from '../../../engine/pointResult.ts';

/** Bytes of one operand through one memory over the whole workload. */
export interface OperandTraffic {
  readonly operand: string;
  readonly read_bytes: number;
  readonly write_bytes: number;
}

export interface MemoryTraffic {
  readonly memory: string;
  readonly bytes: number;
  /** Largest first. */
  readonly operands: readonly OperandTraffic[];
}

/** Where the dense multiply-accumulates went, over the whole workload. */
export interface WorkSplit {
  readonly effectual: number;
  readonly skipped: number;
  readonly gated: number;
  readonly padded: number;
}

/** Memories in order of their traffic. */
export function trafficParts(result: PointResult): readonly MemoryTraffic[] {
  const memories = new Map<string, Map<string, { read: number; write: number }>>();
  for (const { count, execution } of result.layers)
    for (const t of execution.traffic) {
      const operands = memories.get(t.memory) ?? new Map<string, { read: number; write: number }>();
      memories.set(t.memory, operands);
      const sum = operands.get(t.operand) ?? { read: 0, write: 0 };
      operands.set(t.operand, sum);
      sum.read += count * t.read_bytes;
      sum.write += count * t.write_bytes;
    }
  return [...memories]
    .map(([memory, operands]) => ({
      memory,
      bytes: [...operands.values()].reduce((n, o) => n + o.read + o.write, 0),
      operands: [...operands]
        .map(([operand, { read, write }]) => ({ operand, read_bytes: read, write_bytes: write }))
        .sort((a, b) => b.read_bytes + b.write_bytes - a.read_bytes - a.write_bytes),
    }))
    .sort((a, b) => b.bytes - a.bytes);
}

export function workSplit(result: PointResult): WorkSplit {
  const sum = { effectual: 0, skipped: 0, gated: 0, padded: 0 };
  for (const { count, execution } of result.layers)
    for (const kind of Object.keys(sum) as (keyof WorkSplit)[]) sum[kind] += count * execution.macs[kind];
  return sum;
}
