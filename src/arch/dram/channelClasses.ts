import { advance, boundaryOf, deviceOf, type MemorySystem, returnsOf } from './memorySystem.ts';
import { addCounters, type Codec, counters } from './stateCodec.ts';
import { walkBankQueues, walkOldestReady } from './streamState.ts';

/**
 * Channels that do the same at the same time. Where the channel is the lowest field of the address, consecutive requests
 * go to consecutive channels, at the same place of each; channels in equal states that are offered them in one clock stay
 * equal, so one of them is simulated for all.
 */
export interface ChannelClass {
  /** The channel simulated: that of the first request. The others follow, in the order of their requests. */
  readonly channel: number;
  readonly count: number;
  /** Counters of the simulated channel when the class was formed. */
  readonly before: readonly number[];
  readonly last: number;
}

/** Addresses that differ by a multiple of this lie in the same bank and column, shifted by whole rows; 0: none do. */
export function addressPeriod(m: MemorySystem): number {
  const { mapping } = m;
  return mapping.rowPosition < 0 ? 0 : mapping.rowUnit * mapping.rowPeriod;
}

/** Can channels be in step: is the channel the lowest field of the address, and does a clock take whole rounds of them? */
export const mayLockstep = (m: MemorySystem, perClock: number): boolean =>
  m.channels > 1 && m.mapping.channelLowest && perClock % m.channels === 0;

/** Codec of one channel's state, relative to its next request: `ahead` requests from that at `address`. */
function channelCodec(
  m: MemorySystem,
  values: number[],
  restoring: boolean,
  address: number,
  ahead: number,
): Codec {
  const { mapping } = m;
  const unit = addressPeriod(m);
  return {
    values,
    at: 0,
    restoring,
    clock: m.now,
    address: address + ahead,
    id: m.nextId + ahead,
    row: Math.floor((address + ahead) / unit) * mapping.rowPeriod,
    rows: mapping.xor ? Number.POSITIVE_INFINITY : m.params.organization.rows,
  };
}

export function walkChannel(m: MemorySystem, channel: number, c: Codec): boolean {
  return m.bankQueues.length > 0
    ? walkBankQueues(c, m.bankQueues[channel]!)
    : walkOldestReady(c, m.oldestReady[channel]!);
}

/** Requests from `address` to the next one of a channel. */
const aheadOf = (m: MemorySystem, address: number, channel: number): number =>
  (channel - (address % m.channels) + m.channels) % m.channels;

/** The classes of the channels when the next request, the first of its clock, is at `address`; null: they differ. */
export function channelClasses(m: MemorySystem, address: number): ChannelClass[] | null {
  const { channels } = m;
  for (let c = 0; c < channels; c++) {
    if (deviceOf(m, c).log !== null || returnsOf(m, c).keep || returnsOf(m, c).completions !== null)
      return null;
    if (boundaryOf(m, c) < m.now) advance(m, c, m.now, 0);
  }
  // Requests past the last channel are one place on.
  const here = channels - (address % channels);
  const classes: ChannelClass[] = [];
  for (let from = 0; from < channels; from = here < channels && from === 0 ? here : channels) {
    const to = from === 0 ? here : channels;
    const first: number[] = [];
    for (let i = from; i < to; i++) {
      const values = i === from ? first : [];
      const channel = (address + i) % channels;
      if (!walkChannel(m, channel, channelCodec(m, values, false, address, i))) return null;
      if (i > from && !equalNumbers(values, first)) return null;
    }
    const channel = (address + from) % channels;
    const { last } = returnsOf(m, channel);
    classes.push({ channel, count: to - from, before: countersOf(m, channel), last });
  }
  return classes;
}

export const countersOf = (m: MemorySystem, channel: number): number[] =>
  counters(deviceOf(m, channel), returnsOf(m, channel));

export function equalNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Gives every channel of a class what became of the simulated one; the next request is at `address`. */
export function dissolve(m: MemorySystem, c: ChannelClass, address: number): void {
  const values: number[] = [];
  if (boundaryOf(m, c.channel) < m.now) advance(m, c.channel, m.now, 0);
  walkChannel(m, c.channel, channelCodec(m, values, false, address, aheadOf(m, address, c.channel)));
  const own = returnsOf(m, c.channel);
  const growth = countersOf(m, c.channel).map((x, i) => x - c.before[i]!);
  for (let k = 1; k < c.count; k++) {
    const channel = (c.channel + k) % m.channels;
    const r = returnsOf(m, channel);
    walkChannel(m, channel, channelCodec(m, values, true, address, aheadOf(m, address, channel)));
    addCounters(deviceOf(m, channel), r, growth);
    if (own.last === c.last) continue;
    r.last = own.last;
    r.latest[r.transfers] = own.latest[own.transfers]!;
  }
}
