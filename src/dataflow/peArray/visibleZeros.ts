import type { NestHardware } from '../nest/hardware.ts';
import type { LoopNestMapping } from '../nest/mapping.ts';

/** Whose zeros an element leaves out, and whether products with another zero are gated. */
export interface VisibleZeros {
  readonly a: boolean;
  readonly b: boolean;
  readonly gates: boolean;
}

/**
 * Zeros of an operand are left out where some level skips on it, or where the units skip what lacks an operand and the
 * operand is stored with metadata.
 */
export function visibleZeros(hardware: NestHardware, mapping: LoopNestMapping): VisibleZeros {
  const sparse = mapping.sparse ?? hardware.sparse;
  if (sparse === undefined) return { a: false, b: false, gates: false };
  const { formats, actions, compute } = sparse;
  const sees = (name: 'a' | 'b'): boolean =>
    actions.some(({ kind, on }) => kind !== 'gate' && on.includes(name)) ||
    (compute.skip_unaligned && formats.some(({ tensor }) => tensor === name));
  return {
    a: sees('a'),
    b: sees('b'),
    gates: compute.gate_on_zero || actions.some(({ kind }) => kind === 'gate'),
  };
}
