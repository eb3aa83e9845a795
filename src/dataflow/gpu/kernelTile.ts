/** Tile of a CTA and its ring of buffers: what a K step costs hangs on these. */
export interface BaseTile {
  /** Outputs (N) and tokens (M) of one CTA. */
  readonly tile_n: number;
  readonly tile_m: number;
  /** Logical K of one step. */
  readonly tile_k: number;
  /** Ring of shared-memory buffers. */
  readonly stages: number;
  /** Which operand lies along the 64 rows of a warpgroup's matrix instruction. */
  readonly rows: 'n' | 'm';
}

/** Shape of a GEMM kernel: what a CTA computes and how it is fed. Plain data, so that a mapping file can hold it. */
export interface KernelTile extends BaseTile {
  /** CTAs of a cluster along N and M, which share loads by multicast. */
  readonly cluster_n: number;
  readonly cluster_m: number;
  /** Parts that K is cut into; more than one costs a reduction. */
  readonly split_k: number;
}
