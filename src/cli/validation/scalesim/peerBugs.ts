import type { PeerLayer } from './peerLayer.ts';

/** A known fault of the peer: which rows it touches, by their columns, and which counts it spoils there. */
export interface PeerBug {
  readonly bug: string;
  readonly quantities: readonly string[];
  touches(layer: PeerLayer): boolean;
}

const keeps = ({ k, sparsity }: PeerLayer): number =>
  sparsity.mode === 'layer-wise'
    ? Math.floor(k / sparsity.m) * sparsity.n + Math.min(k % sparsity.m, sparsity.n)
    : k;

/** Faults of SCALE-Sim v3 (commit 1d62b68) that touch compared counts. */
export const peerBugs: readonly PeerBug[] = [
  {
    // OS counts row + column fills of each fold as output writes (its issue 166).
    bug: 'os-output-writes-plus-fills',
    quantities: ['sram_ofmap_writes'],
    touches: ({ dataflow }) => dataflow === 'os',
  },
  {
    // Layer-wise: compressed reads are multiplied by M/N in WS only; OS and IS count candidates that pass as not read.
    bug: 'nm-input-reads-not-scaled',
    quantities: ['sram_ifmap_reads'],
    touches: ({ dataflow, sparsity }) =>
      dataflow !== 'ws' && sparsity.mode === 'layer-wise' && sparsity.n < sparsity.m,
  },
  {
    // The same multiplication counts fractions of a block where K ends inside one or a fold's edge cuts one.
    bug: 'nm-input-reads-of-partial-blocks',
    quantities: ['sram_ifmap_reads'],
    touches: (layer) => {
      const { dataflow, sparsity, k, rows } = layer;
      if (dataflow !== 'ws' || sparsity.mode !== 'layer-wise' || sparsity.n === sparsity.m) return false;
      return k % sparsity.m !== 0 || (rows % sparsity.n !== 0 && keeps(layer) > rows);
    },
  },
  {
    // Row-wise input reads count the null addresses of the skew.
    bug: 'row-wise-input-reads-count-nulls',
    quantities: ['sram_ifmap_reads'],
    touches: ({ sparsity }) => sparsity.mode === 'row-wise',
  },
  {
    // Row-wise filter reads count the null places of filters that keep fewer than half a block.
    bug: 'row-wise-filter-reads-count-nulls',
    quantities: ['sram_filter_reads'],
    touches: ({ sparsity, k }) =>
      sparsity.mode === 'row-wise' &&
      (k % (2 * sparsity.block) !== 0 || sparsity.nPerColumn.some((n) => 2 * n !== sparsity.block)),
  },
];
