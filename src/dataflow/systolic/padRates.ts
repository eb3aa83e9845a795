import type { Chip } from './hardware.ts';

/** Bits that the scratchpads move in a cycle; a shared one moves the operands' sum. */
export interface PadRates {
  readonly a: number;
  readonly b: number;
  readonly out: number;
  readonly shared: boolean;
}

export function padRates({ scratchpad }: Chip): PadRates {
  const bank = scratchpad.ports * scratchpad.word_bits;
  if (scratchpad.arrangement === 'shared') {
    const rate = scratchpad.banks * bank;
    return { a: rate, b: rate, out: rate, shared: true };
  }
  const { a_banks, b_banks, out_banks } = scratchpad;
  return { a: a_banks * bank, b: b_banks * bank, out: out_banks * bank, shared: false };
}
