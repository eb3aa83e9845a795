/** Energy of one access to a row of a storage level, in picojoules. Absent sparse actions fall back as documented. */
export interface StorageEnergy {
  readonly read: number;
  /** A fill from the parent and an update from a child are both writes. */
  readonly write: number;
  readonly gatedRead?: number;
  readonly gatedWrite?: number;
  /** Falls back to `gatedRead`, then to `read`. */
  readonly skippedRead?: number;
  readonly skippedWrite?: number;
  readonly metadataRead?: number;
  readonly metadataWrite?: number;
  readonly gatedMetadataRead?: number;
  readonly gatedMetadataWrite?: number;
  readonly skippedMetadataRead?: number;
  readonly skippedMetadataWrite?: number;
  /** Energy of a word that is decompressed on arrival from, or compressed on its way to, a compressed parent. */
  readonly decompress?: number;
  readonly compress?: number;
}

/** Where a storage level keeps the metadata of compressed tensors. */
export interface MetadataStore {
  /** Bits of a row; 0: metadata costs nothing. */
  readonly widthBits: number;
  /** Rows; absent: unlimited. */
  readonly depth?: number;
  /** Default word size of metadata and payloads whose format names none, in bits. */
  readonly wordBits?: number;
}

/** One level of storage: `x × y` equal instances. */
export interface StorageLevel {
  readonly name: string;
  readonly wordBits: number;
  /** Words an instance holds; null: unlimited. */
  readonly capacityWords: number | null;
  /** Words of one row access. */
  readonly wordsPerAccess: number;
  /** Instances that share a physical row; divides the energy of an access among those in use. */
  readonly clusterSize: number;
  readonly instances: { readonly x: number; readonly y: number };
  /** Words per cycle and instance; absent: unlimited. */
  readonly readBandwidth?: number;
  readonly writeBandwidth?: number;
  /** Words per cycle and instance of one port for both directions. */
  readonly sharedBandwidth?: number;
  /** The usable capacity is divided by this (2: double buffering). */
  readonly multipleBuffering?: number;
  readonly energyPj: StorageEnergy;
  readonly metadata?: MetadataStore;
  /** Tensors that this level may hold; absent: all of them. */
  readonly holds?: readonly string[];
}

/** The multiply-accumulate units under the innermost storage level. */
export interface ComputeLevel {
  readonly name: string;
  readonly wordBits: number;
  readonly instances: { readonly x: number; readonly y: number };
  readonly energyPj: { readonly compute: number; readonly gated?: number; readonly skipped?: number };
}

/** A chain of storage levels, outermost first, and the compute under the last one. */
export interface NestArchitecture {
  readonly name: string;
  readonly levels: readonly StorageLevel[];
  readonly compute: ComputeLevel;
}
