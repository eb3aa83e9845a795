import { addressMapping, locate } from '../../../src/arch/dram/addressMapping.ts';
import type { DramParams } from '../../../src/arch/dram/dramParams.ts';
import type { ArrivalProcess, Trace } from '../../../src/arch/dram/replay.ts';
import type { Issued } from './protocolRules.ts';
import { createSlowBankQueues } from './slowBankQueues.ts';
import { createSlowOldestReady } from './slowOldestReady.ts';

export interface SlowRequest {
  readonly id: number;
  readonly address: number;
  readonly write: boolean;
  readonly bank: number;
  readonly row: number;
  arrive: number;
  seen: boolean;
}

/** A channel that is simulated one clock after the other, with lists, from the written policy. */
export interface SlowChannel {
  offer(r: SlowRequest, boundary: number): boolean;
  /** Simulates the clock that ends at `boundary`. */
  tick(boundary: number): void;
  readonly log: Issued[];
  readonly answered: Map<number, number>;
  readonly hits: { hit: number; all: number };
}

export interface SlowResult {
  readonly completion: number;
  readonly answered: Map<number, number>;
  readonly accepted: readonly number[];
  readonly logs: readonly Issued[][];
  readonly hitRate: number;
}

/** Clock by clock: simulate, then offer in order, stopping at the first refusal. */
export function slowReplay(p: DramParams, trace: Trace, arrival: ArrivalProcess): SlowResult {
  const create = p.controller.scheduler === 'bank-queues' ? createSlowBankQueues : createSlowOldestReady;
  const channels = Array.from({ length: p.organization.channels }, () => create(p));
  const mapping = addressMapping(p);
  const at = { channel: 0, bank: 0, row: 0 };
  const accepted: number[] = [];
  const n = trace.addresses.length;
  const reads = Array.from({ length: n }, (_, i) => i).filter(
    (i) => trace.writes === null || trace.writes[i] === 0,
  );
  const visible = (i: number) => {
    for (const c of channels) {
      const v = c.answered.get(i);
      if (v !== undefined) return v;
    }
    return Number.POSITIVE_INFINITY;
  };
  for (let boundary = 1; boundary < 1_000_000; boundary++) {
    for (const c of channels) c.tick(boundary);
    for (let k = 0; k < arrival.issue_per_clock && accepted.length < n; k++) {
      const i = accepted.length;
      const write = trace.writes !== null && trace.writes[i] === 1;
      const last = accepted.at(-1);
      if (last !== undefined && boundary < last + arrival.gap) break;
      const inFlight = reads.filter((r) => r < i && visible(r) > boundary).length;
      if (!write && inFlight >= arrival.outstanding_reads) break;
      locate(mapping, trace.addresses[i]!, at);
      const request = {
        id: i,
        address: trace.addresses[i]!,
        write,
        bank: at.bank,
        row: at.row,
        arrive: 0,
        seen: false,
      };
      if (!channels[at.channel]!.offer(request, boundary)) break;
      accepted.push(boundary);
    }
    if (accepted.length === n && reads.every((i) => visible(i) <= boundary)) {
      const answered = new Map<number, number>();
      for (const c of channels) for (const [id, v] of c.answered) answered.set(id, v);
      const last = Math.max(0, ...[...answered.values()].map((v) => v - 1), accepted.at(-1) ?? 0);
      // The clocks up to the one after the completion, as a replay ends.
      for (let b = boundary + 1; b <= last + 1; b++) for (const c of channels) c.tick(b);
      const hit = channels.reduce((s, c) => s + c.hits.hit, 0);
      const all = channels.reduce((s, c) => s + c.hits.all, 0);
      return {
        completion: last,
        answered,
        accepted,
        logs: channels.map((c) => c.log),
        hitRate: all === 0 ? 0 : hit / all,
      };
    }
  }
  throw new Error('the slow memory never finishes');
}
