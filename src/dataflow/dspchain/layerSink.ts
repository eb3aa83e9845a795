import { type ProgramBuilder, programBuilder } from './queueProgram.ts';

/** What a layer's instructions move and compute, counted while they are emitted. All counts are exact. */
export interface LayerSink {
  readonly program: ProgramBuilder;
  /** Bits through the memory channels. */
  readonly bits: { a: number; b: number; out: number; index: number; extra: number };
  /** Multiplications executed, those of padding included. */
  multiplications: number;
  /** Elements that went through the special-function unit, once for each pass. */
  special: number;
  /** Words into and out of the buffers, by buffer. */
  readonly words: {
    weightWrite: number;
    weightRead: number;
    activationWrite: number;
    activationRead: number;
    outputWrite: number;
    outputRead: number;
  };
}

export const layerSink = (): LayerSink => ({
  program: programBuilder(),
  bits: { a: 0, b: 0, out: 0, index: 0, extra: 0 },
  multiplications: 0,
  special: 0,
  words: {
    weightWrite: 0,
    weightRead: 0,
    activationWrite: 0,
    activationRead: 0,
    outputWrite: 0,
    outputRead: 0,
  },
});
