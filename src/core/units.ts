/**
 * Quantities carry their unit in the type. The brand is optional, so that a plain number may be given where a
 * quantity is wanted, but cycles can't be passed for bytes.
 */
type Quantity<Unit extends string> = number & { readonly __unit?: Unit };

export type Cycles = Quantity<'cycles'>;
export type Bytes = Quantity<'bytes'>;
export type Bits = Quantity<'bits'>;
export type Words = Quantity<'words'>;
export type Picojoules = Quantity<'pj'>;
export type Seconds = Quantity<'s'>;
export type Hertz = Quantity<'hz'>;
export type SquareMillimetres = Quantity<'mm2'>;
export type Watts = Quantity<'w'>;
