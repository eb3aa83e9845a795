/**
 * How one rank of a tensor's fibertree is stored. UOP: uncompressed with offset pairs; CP: coordinate and payload;
 * RLE: run length; B: bitmask with compressed payloads; UB: bitmask beside uncompressed data.
 */
export interface RankFormat {
  readonly format: 'UOP' | 'CP' | 'RLE' | 'B' | 'UB';
  /** Bits of one metadata (payload) word; absent: the level's default, which is 0 (free) unless it says otherwise. */
  readonly metadataBits?: number;
  readonly payloadBits?: number;
  /** Dims whose adjacent loops join into this rank. */
  readonly flatten?: readonly string[];
}

/** Storage format of one tensor at one level. */
export interface TensorFormat {
  readonly level: string;
  readonly tensor: string;
  /** Which end of the ranks is bound to loops first. */
  readonly order: 'inner-to-outer' | 'outer-to-inner';
  /** Outermost first. */
  readonly ranks: readonly RankFormat[];
}

/** Leave out accesses of `target` at a level where all words of `on` that they would meet are zero. */
export interface StorageAction {
  readonly level: string;
  /** gate: the cycle passes, little energy; skip: neither; spatial-skip: empty positions leave the fan-out below. */
  readonly kind: 'gate' | 'skip' | 'spatial-skip';
  readonly target: string;
  readonly on: readonly string[];
}

export interface ComputeActions {
  /** A compute with a zero operand that is present is gated. */
  readonly gateOnZero: boolean;
  /** A compute that lacks an operand is skipped. */
  readonly skipUnaligned: boolean;
}

/** Formats and sparse-acceleration features of a design. */
export interface SparseSpec {
  readonly formats: readonly TensorFormat[];
  readonly actions: readonly StorageAction[];
  readonly compute: ComputeActions;
}
