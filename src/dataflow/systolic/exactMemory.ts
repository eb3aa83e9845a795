import type { DramPort, Transfer } from '../../arch/dram/dramPort.ts';
import * as at from './scheduleState.ts';
import type { TilePlan } from './tilePlan.ts';

/** Regions of operands begin at pages. */
const page = 4096;

/** Where the tiles of an operand lie: each is contiguous and begins with a burst of its own, in the table's order. */
interface Region {
  readonly base: number;
  readonly offsets: Float64Array;
  /** Bytes of one batch element, or of one b. */
  readonly stride: number;
}

/** An exact DRAM in the place of durations: `waiting` are the loads whose arrival nobody has asked for. */
export interface ExactTransfers {
  readonly port: DramPort;
  readonly bytes: Float64Array;
  readonly a: Region;
  readonly b: Region;
  readonly out: Region;
  readonly partial: Region;
  /** By place in `time`, from `arriveA` on. */
  readonly waiting: (Transfer | null)[];
}

export function exactTransfers(tiles: TilePlan, port: DramPort): ExactTransfers {
  const { shape, bytes } = tiles;
  const burst = port.memory.params.organization.request_bytes;
  let base = 0;
  const region = (sizes: Int32Array, copies: number): Region => {
    const offsets = new Float64Array(sizes.length);
    let end = 0;
    for (let i = 0; i < sizes.length; i++) {
      offsets[i] = end;
      end += Math.ceil(Math.max(1, bytes[sizes[i]!]!) / burst) * burst;
    }
    const placed = { base, offsets, stride: end };
    base += Math.ceil((copies * end) / page) * page;
    return placed;
  };
  const { batch, sharedBy, elements } = shape;
  return {
    port,
    bytes,
    a: region(shape.sizeA, batch),
    b: region(shape.sizeB, elements === 1 ? Math.ceil(batch / sharedBy) : 1),
    out: region(shape.sizeOut, batch),
    partial: region(shape.sizePartial, batch),
    waiting: new Array<Transfer | null>(9).fill(null),
  };
}

/** Issues a tile's bursts behind those before it; answers when the last is accepted. */
export function exactTransfer(
  { port, bytes, waiting }: ExactTransfers,
  state: at.ScheduleState,
  ready: number,
  size: number,
  region: Region,
  tile: number,
  copy: number,
  operand: number,
  arrival: number,
): number {
  const start = Math.max(state.time[at.port]!, ready);
  const address = region.base + copy * region.stride + region.offsets[tile]!;
  // A tile without a value is one burst, as it is one cycle of a simple memory.
  const write = arrival < 0;
  const transfer = port.submit(start, address, Math.max(1, bytes[size]!), write);
  if (!write) waiting[arrival - at.arriveA] = transfer;
  return at.transfer(state, ready, Math.max(0, port.accepted(transfer) - start), operand);
}

/** Asks for the arrivals of the step that is about to run. */
export function settle({ port, waiting }: ExactTransfers, { time }: at.ScheduleState): void {
  for (let place = 0; place < waiting.length; place += 3) {
    const transfer = waiting[place]!;
    if (transfer !== null) time[at.arriveA + place] = port.finish(transfer);
  }
}

/** The next step becomes the current one. */
export function shiftWaiting({ waiting }: ExactTransfers): void {
  for (let i = 0; i < waiting.length; i++) waiting[i] = i % 3 === 2 ? null : waiting[i + 1]!;
}
