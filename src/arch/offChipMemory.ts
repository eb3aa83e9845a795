import * as z from 'zod';
import { dramPortOf, type ExactMemory, exactMemory, exactParams } from './dram/dramPort.ts';
import { memory } from './memoryPort.ts';

/** Memory outside the chip: `model: simple` (the default) is a bandwidth and a latency, `model: exact` a DRAM. */
export const offChipMemory = z.discriminatedUnion('model', [memory, exactMemory]);

export type OffChipMemory = z.output<typeof offChipMemory>;

/** A memory as closed forms see it. */
export interface MemoryPace {
  readonly bandwidth_bytes_per_s: number;
  readonly latency_cycles: number;
}

/** What no schedule beats: the peak, and the bytes of writes that may still wait in queues when a product is done. */
export interface MemoryLimit {
  readonly bandwidth_bytes_per_s: number;
  readonly posted_bytes: number;
}

/**
 * What a memory gives a long contiguous read, and a lone one: the parameters of a simple one, else those of an exact one
 * as simulated, once for each set of parameters.
 */
export function memoryPace(dram: OffChipMemory, clock_hz: number): MemoryPace {
  if (dram.model === 'simple') return dram;
  const { rate, lone_s } = figuresOf(dram);
  return { bandwidth_bytes_per_s: rate, latency_cycles: Math.ceil(lone_s * clock_hz) };
}

export function memoryLimit(dram: OffChipMemory): MemoryLimit {
  if (dram.model === 'simple') return { ...dram, posted_bytes: 0 };
  const { peak, posted } = figuresOf(dram);
  return { bandwidth_bytes_per_s: peak, posted_bytes: posted };
}

/** Device family, for the energy of an access. */
export const memoryKind = (dram: OffChipMemory): string =>
  dram.model === 'simple' ? dram.kind : figuresOf(dram).kind;

interface Figures {
  readonly kind: string;
  /** Bytes per second: of a stream, and at most. */
  readonly rate: number;
  readonly peak: number;
  /** Seconds of a lone burst. */
  readonly lone_s: number;
  readonly posted: number;
}

/** Refresh intervals that the measured stream lasts. */
const intervals = 4;
const known = new Map<string, Figures>();

function figuresOf(dram: ExactMemory): Figures {
  const key = JSON.stringify(dram);
  let found = known.get(key);
  if (found === undefined) {
    found = measure(dram);
    known.set(key, found);
  }
  return found;
}

function measure(dram: ExactMemory): Figures {
  const params = exactParams(dram);
  const { clock_hz, timing, organization, controller, protocol } = params;
  const perClock = dram.requests_per_clock ?? organization.channels;
  // In the memory's own clock.
  const stream = dramPortOf(params, perClock, clock_hz);
  const peak = stream.peak_bytes_per_s;
  const bytes = Math.ceil((peak * intervals * timing.trefi) / clock_hz);
  const clocks = stream.finish(stream.submit(0, 0, bytes, false));
  const lone = dramPortOf(params, perClock, clock_hz);
  const lone_s = lone.finish(lone.submit(0, 0, 1, false)) / clock_hz;
  const banks =
    organization.ranks * organization.stacks * organization.bank_groups * organization.banks_per_group;
  // Writes in the queue, in those of the banks, and on their way between them.
  const waiting = controller.write_queue + banks * controller.bank_queue + 2;
  return {
    kind: protocol.toLowerCase(),
    rate: (bytes * clock_hz) / clocks,
    peak,
    lone_s,
    posted: organization.channels * waiting * organization.request_bytes,
  };
}
