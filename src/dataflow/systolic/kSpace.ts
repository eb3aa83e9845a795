/**
 * How the reduction axis K lies on the array. A *slot* is a row of the array (weights or inputs stationary) or a step
 * of the stream (outputs stationary); blocks of `block` consecutive k take `slotsPerBlock` slots.
 */
export interface KSpace {
  readonly mode: 'dense' | 'compressed' | 'time-multiplexed' | 'row-wise' | 'paired-blocks';
  readonly k: number;
  /** K as the array sees it. */
  readonly slots: number;
  readonly slotsPerBlock: number;
  readonly block: number;
  /** Values of a full block that are stored and multiplied; 0 where it differs between columns. */
  readonly kept: number;
  /** Cycles for which a slot works on one vector. */
  readonly ticks: number;
  /** Bits of the index beside each stored value. */
  readonly indexBits: number;
}

/** ⌈log2 x⌉ for a positive integer. */
export function indexWidth(x: number): number {
  let bits = 0;
  while (1 << bits < x) bits++;
  return bits;
}

export function kSpace(mode: KSpace['mode'], k: number, n: number, m: number): KSpace {
  const whole = Math.floor(k / m);
  const blocks = Math.ceil(k / m);
  switch (mode) {
    case 'dense':
      return { mode, k, slots: k, slotsPerBlock: 1, block: 1, kept: 1, ticks: 1, indexBits: 0 };
    case 'compressed': {
      const slots = whole * n + Math.min(k - whole * m, n);
      return { mode, k, slots, slotsPerBlock: n, block: m, kept: n, ticks: 1, indexBits: indexWidth(m) };
    }
    case 'time-multiplexed':
      return {
        mode,
        k,
        slots: blocks,
        slotsPerBlock: 1,
        block: m,
        kept: n,
        ticks: n,
        indexBits: indexWidth(m),
      };
    case 'row-wise':
      return {
        mode,
        k,
        slots: blocks,
        slotsPerBlock: 1,
        block: m,
        kept: 0,
        ticks: 1,
        indexBits: indexWidth(m),
      };
    case 'paired-blocks': {
      // Two blocks of m: 2m consecutive k share m slots.
      const pairs = Math.ceil(k / (2 * m));
      const indexBits = indexWidth(m);
      return { mode, k, slots: pairs * m, slotsPerBlock: m, block: 2 * m, kept: 0, ticks: 1, indexBits };
    }
  }
}

/** Elements of K whose candidates slots [from, to) need: whole blocks, clipped to K. */
export function spanOf(space: KSpace, from: number, to: number): number {
  const { slotsPerBlock, block, k } = space;
  return Math.min(k, Math.ceil(to / slotsPerBlock) * block) - Math.floor(from / slotsPerBlock) * block;
}

/** First element of K that slot `from` needs. */
export function spanStart(space: KSpace, from: number): number {
  return Math.floor(from / space.slotsPerBlock) * space.block;
}

/** Values that one line of the sparse operand, keeping `kept` of a block, stores for slots [from, to). */
export function storedOf(space: KSpace, from: number, to: number, kept: number): number {
  const { mode, k, block } = space;
  switch (mode) {
    case 'dense':
    case 'compressed':
      return to - from;
    case 'time-multiplexed':
    case 'row-wise': {
      const end = Math.min(to, Math.floor(k / block));
      const tail = to > end && k % block !== 0 ? Math.min(kept, k % block) : 0;
      return Math.max(0, end - from) * kept + tail;
    }
    case 'paired-blocks':
      return pairedUpTo(space, to, kept) - pairedUpTo(space, from, kept);
  }
}

/** Stored values below slot `end`: slot p of a pair holds value p mod h of its block p div h, h = ⌊B/2⌋. */
function pairedUpTo(space: KSpace, end: number, kept: number): number {
  const { slotsPerBlock, block, k } = space;
  const half = Math.floor(slotsPerBlock / 2);
  const pairs = Math.floor(end / slotsPerBlock);
  const wholePairs = Math.min(pairs, Math.floor(k / block));
  let total = wholePairs * 2 * kept;
  for (let pair = wholePairs; pair * slotsPerBlock < end; pair++) {
    for (let side = 0; side < 2; side++) {
      const first = pair * block + side * slotsPerBlock;
      const elements = Math.max(0, Math.min(slotsPerBlock, k - first));
      const reach = Math.max(0, Math.min(half, end - pair * slotsPerBlock - side * half));
      total += Math.min(reach, kept, elements);
    }
  }
  return total;
}
