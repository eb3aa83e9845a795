import * as z from 'zod';
import { dramFile } from './dramFile.ts';
import { type DramParams, dramParams } from './dramParams.ts';
import {
  advance,
  boundaryOf,
  createMemorySystem,
  deviceOf,
  type MemorySystem,
  oldestRead,
  returnsOf,
} from './memorySystem.ts';
import { dramPresets } from './presets.gen.ts';
import { endTransfer } from './returns.ts';
import { createStreamMemory, type StreamMemory, streamRun } from './stream.ts';

const presetNames = Object.keys(dramPresets) as (keyof typeof dramPresets)[];

/** `dram: { model: exact, preset: ddr4-2400 }`: the command-level memory in place of bandwidth and latency. */
export const exactMemory = z
  .strictObject({
    model: z.literal('exact'),
    preset: z.enum(presetNames).optional().meta({ description: 'Memory of configs/dram' }),
    memory: dramFile
      .optional()
      .meta({ description: 'A memory of your own, by extends: of a file of kind dram; in place of preset' }),
    channels: z
      .int()
      .min(1)
      .max(256)
      .refine((n) => (n & (n - 1)) === 0, 'must be a power of two')
      .optional()
      .meta({ description: 'Channels, if not those of the preset' }),
    requests_per_clock: z
      .int()
      .min(1)
      .max(1024)
      .optional()
      .meta({ description: 'Bursts that the port may issue in a memory clock; one a channel by default' }),
  })
  .refine(({ preset, memory }) => (preset === undefined) !== (memory === undefined), {
    path: ['preset'],
    message: 'name either a preset or a memory',
  })
  .meta({ description: 'Off-chip memory at command level' });

export type ExactMemory = z.output<typeof exactMemory>;

/** The parameters behind a spec. */
export function exactParams(spec: ExactMemory): DramParams {
  const params = spec.memory ?? dramParams.parse(dramPresets[spec.preset!]);
  if (spec.channels === undefined) return params;
  return { ...params, organization: { ...params.organization, channels: spec.channels } };
}

/**
 * A port that moves contiguous pieces in order, in the accelerator's cycles. `submit` hands a transfer over: its
 * bursts are offered from `start` on, behind those of earlier transfers, as fast as the queues accept them. `finish`
 * simulates until its data is there. Later transfers see that time as past: submit what may overlap before asking.
 */
export interface DramPort {
  submit(start: number, address_bytes: number, bytes: number, write: boolean): Transfer;
  /** Cycle at which the last burst was accepted: the port is free for the next transfer. */
  accepted(transfer: Transfer): number;
  /** Cycle at which all bytes have arrived (read), or have been accepted (write: posted). */
  finish(transfer: Transfer): number;
  /** Back-to-back bursts on every channel's bus. */
  readonly peak_bytes_per_s: number;
  readonly memory: MemorySystem;
}

export interface Transfer {
  /** Number of the transfer, and of its last request. */
  readonly index: number;
  readonly lastId: number;
  readonly write: boolean;
  /** Boundary of the last acceptance. */
  readonly accepted: number;
}

export function createDramPort(spec: ExactMemory, clock_hz: number): DramPort {
  const params = exactParams(spec);
  return dramPortOf(params, spec.requests_per_clock ?? params.organization.channels, clock_hz);
}

/** A port to a memory of any parameters that takes `perClock` bursts in a memory clock. */
export function dramPortOf(params: DramParams, perClock: number, clock_hz: number): DramPort {
  const m = createMemorySystem(params);
  const windows: StreamMemory = createStreamMemory();
  const bytesOf = params.organization.request_bytes;
  const clocksPerCycle = params.clock_hz / clock_hz;
  const buses = params.organization.rank_bus === 'own' ? params.organization.ranks : 1;
  const spacing = Math.max(params.timing.burst, params.timing.tccd_s);
  const toCycle = (boundary: number) => Math.ceil(boundary / clocksPerCycle);
  return {
    memory: m,
    peak_bytes_per_s: (params.organization.channels * buses * bytesOf * params.clock_hz) / spacing,
    submit(start, address_bytes, bytes, write) {
      const first = Math.floor(address_bytes / bytesOf);
      const requests = Math.ceil((address_bytes + bytes) / bytesOf) - first;
      const from = Math.ceil(start * clocksPerCycle);
      if (from > m.now) m.now = from;
      streamRun(m, windows, first, requests, write ? 1 : 0, perClock);
      let index = 0;
      for (let c = 0; c < m.channels; c++) index = endTransfer(returnsOf(m, c), m.nextId - 1);
      return { index, lastId: m.nextId - 1, write, accepted: m.now };
    },
    accepted: (transfer) => toCycle(transfer.accepted),
    finish(transfer) {
      if (transfer.write) return toCycle(transfer.accepted);
      let last = transfer.accepted;
      for (let c = 0; c < m.channels; c++) {
        while (oldestRead(m, c) <= transfer.lastId) advance(m, c, boundaryOf(m, c) + 8, 0);
        const at = returnsOf(m, c).latest[transfer.index]!;
        if (at > last) last = at;
      }
      for (let c = 0; c < m.channels; c++) if (boundaryOf(m, c) > m.now) m.now = boundaryOf(m, c);
      return toCycle(last);
    },
  };
}

/** Row-buffer counters of all channels. */
export function dramCounts(m: MemorySystem) {
  const sum = { activates: 0, precharges: 0, refreshes: 0, bursts: 0, row_hits: 0 };
  for (let c = 0; c < m.channels; c++) {
    const d = deviceOf(m, c);
    sum.activates += d.activates;
    sum.precharges += d.precharges;
    sum.refreshes += d.refreshes;
    sum.bursts += d.columns;
    sum.row_hits += returnsOf(m, c).hits;
  }
  return sum;
}
