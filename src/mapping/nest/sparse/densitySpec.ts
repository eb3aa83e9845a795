/** How the non-zeros of a tensor are distributed. A tensor without one is dense. */
export type DensitySpec =
  | {
      /** ⌈density × size⌉ non-zeros anywhere, all placements equally likely: tile occupancies are hypergeometric. */
      readonly model: 'uniform';
      readonly density: number;
    }
  | {
      /** Every tile of n words holds n × density non-zeros, rounded up or down in proportion (N:M pruning). */
      readonly model: 'structured';
      readonly density: number;
    }
  | {
      /** A square matrix with non-zeros where |row − column| ≤ halfBand. */
      readonly model: 'banded';
      readonly halfBand: number;
    }
  | {
      /** A given tensor: row-major numbers of its non-zeros in the tensor's box. */
      readonly model: 'concrete';
      readonly positions: ArrayLike<number>;
    };
