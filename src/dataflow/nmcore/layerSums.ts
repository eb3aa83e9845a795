import type { Side } from './side.ts';
import type { Footprint, Stored } from './traffic.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Sums over the products of a layer: what the tiles took, and what the operands take. */
export interface LayerSums {
  compute: number;
  drain: number;
  busy: number;
  effectual: number;
  fromActivations: number;
  readonly a: Mutable<Stored>;
  readonly b: Mutable<Stored>;
  readonly b_once: Mutable<Stored>;
  readonly a_loaded: Mutable<Stored>;
  readonly b_loaded: Mutable<Stored>;
}

export function layerSums(): LayerSums {
  const none = (): Stored => ({ values: 0, metadata_bits: 0 });
  return {
    compute: 0,
    drain: 0,
    busy: 0,
    effectual: 0,
    fromActivations: 0,
    a: none(),
    b: none(),
    b_once: none(),
    a_loaded: none(),
    b_loaded: none(),
  };
}

type Sizes = Pick<Side, 'tiles' | 'values' | 'metadata_bits'>;

/** Adds `copies` products of the same operands, whose b are `matrices` different ones in memory. */
export function addOperands(sums: LayerSums, a: Sizes, b: Sizes, copies: number, matrices: number): void {
  const add = (to: Mutable<Stored>, { values, metadata_bits }: Sizes, times: number): void => {
    to.values += times * values;
    to.metadata_bits += times * metadata_bits;
  };
  add(sums.a, a, copies);
  add(sums.b, b, copies);
  add(sums.b_once, b, matrices);
  add(sums.a_loaded, a, copies * b.tiles);
  add(sums.b_loaded, b, copies * a.tiles);
}

export const footprintOf = ({ a, b, b_once, a_loaded, b_loaded }: LayerSums, outputs: number): Footprint => ({
  a,
  b,
  b_once,
  a_loaded,
  b_loaded,
  outputs,
});
