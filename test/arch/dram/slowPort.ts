import { addressMapping, locate } from '../../../src/arch/dram/addressMapping.ts';
import type { DramParams } from '../../../src/arch/dram/dramParams.ts';
import { createSlowBankQueues } from './slowBankQueues.ts';
import { createSlowOldestReady } from './slowOldestReady.ts';

/**
 * Agents in front of a memory that is stepped clock by clock; an accelerator's cycle is `ratio` clocks. `tick(now)`
 * simulates the clocks of a cycle after its requests and names those who go on, and in which later cycle.
 */
export function slowPort(p: DramParams, perClock: number, ratio: number) {
  const create = p.controller.scheduler === 'bank-queues' ? createSlowBankQueues : createSlowOldestReady;
  const channels = Array.from({ length: p.organization.channels }, () => create(p));
  const mapping = addressMapping(p);
  const size = p.organization.request_bytes;
  interface Transfer {
    readonly agent: number;
    readonly write: boolean;
    ids: number[];
    latest: number;
  }
  let open: Transfer[] = [];
  const fifo: { id: number; address: number; transfer: Transfer }[] = [];
  let ids = 0;
  return {
    ask(agent: number, at: number, bytes: number, write: boolean): void {
      const transfer: Transfer = { agent, write, ids: [], latest: 0 };
      open.push(transfer);
      for (let address = Math.floor(at / size); address * size < at + bytes; address++) {
        transfer.ids.push(ids);
        fifo.push({ id: ids++, address, transfer });
      }
    },
    tick(now: number): [agent: number, cycle: number][] {
      for (let boundary = now * ratio; boundary < (now + 1) * ratio; boundary++) {
        if (boundary === 0) continue;
        for (const c of channels) c.tick(boundary);
        for (let k = 0; k < perClock && fifo.length > 0; k++) {
          const { id, address, transfer } = fifo[0]!;
          const at = { channel: 0, bank: 0, row: 0 };
          locate(mapping, address, at);
          const { write } = transfer;
          const request = { id, address, write, bank: at.bank, row: at.row, arrive: 0, seen: false };
          if (!channels[at.channel]!.offer(request, boundary)) break;
          fifo.shift();
          if (!write) continue;
          transfer.ids = transfer.ids.filter((other) => other !== id);
          transfer.latest = boundary;
        }
      }
      for (const transfer of open)
        transfer.ids = transfer.ids.filter((id) => {
          const at = channels.map((c) => c.answered.get(id)).find((v) => v !== undefined);
          if (at === undefined || at > (now + 1) * ratio) return true;
          transfer.latest = Math.max(transfer.latest, at);
          return false;
        });
      const done = open.filter((transfer) => transfer.ids.length === 0);
      open = open.filter((transfer) => transfer.ids.length > 0);
      return done.map(({ agent, write, latest }) => [
        agent,
        write ? Math.floor(latest / ratio) + 1 : Math.ceil(latest / ratio),
      ]);
    },
  };
}
