import type { Elementwise } from '../../workload/operations/elementwise.ts';
import { epilogueOf } from './epilogue.ts';
import type { DspChainHardware } from './hardware.ts';
import type { LayerSink } from './layerSink.ts';
import { LD, MISC, ST, SYS } from './queueProgram.ts';
import type { Timing } from './timing.ts';
import { staysOnChip } from './vectorStream.ts';

/** Rows of an operator that stands alone; without a row length, pieces of what the global buffer holds once. */
export function operatorRows(
  operation: Elementwise,
  hardware: DspChainHardware,
): { rows: number; row: number } {
  const { elements, rows } = operation;
  const row =
    rows === undefined
      ? Math.min(elements, Math.floor(globalElements(hardware) / 4))
      : Math.ceil(elements / rows);
  return { rows: Math.ceil(elements / row), row };
}

/** Elements of 8 bits in the global buffer as the special-function unit uses it: one bank a channel. */
const globalElements = ({ buffers, engine, memory }: DspChainHardware): number =>
  buffers.global_depth * engine.depth * memory.channels_per_core;

/** An operator on its own: row by row it is loaded, worked on in the global buffer, and stored. */
export function operatorStream(
  operation: Elementwise,
  hardware: DspChainHardware,
  timing: Timing,
  sink: LayerSink,
): void {
  const { program, bits } = sink;
  if (operation.function === 'append') {
    appendStream(operation, hardware, timing, sink);
    return;
  }
  const { steps, passes, extra } = epilogueOf(operation.function, operation.reads_per_element);
  const { rows, row } = operatorRows(operation, hardware);
  const { a, out } = operation.operands;
  const onChip = staysOnChip(operation.elements * a.bits, hardware);
  const held = Math.max(1, Math.floor(globalElements(hardware) / ((1 + Math.min(1, extra)) * row)));
  const cycles = Math.ceil((steps * passes * row) / hardware.special.lanes);
  for (let i = 1; i <= rows; i++) {
    const loads = onChip ? 0 : 1 + extra;
    for (let load = 0; load < loads; load++) {
      const amount = row * a.bits;
      if (load === 0) bits.a += amount;
      else bits.extra += amount;
      const wait = load === 0 && i > held ? 1 << MISC : 0;
      program.push(LD, timing.move(amount / 8, 1), wait, load === loads - 1 ? 1 << MISC : 0);
    }
    const free = i + held <= rows;
    const wait = (loads > 0 ? 1 << LD : 0) | (i > held ? 1 << ST : 0);
    program.push(MISC, timing.cycles(cycles), wait, (1 << ST) | (free && loads > 0 ? 1 << LD : 0));
    sink.special += steps * passes * row;
    const amount = onChip ? 0 : row * out.bits * operation.writes_per_element;
    bits.out += amount;
    program.push(
      ST,
      timing.move(amount / 8, 1),
      1 << MISC,
      (free ? 1 << MISC : 0) | (i === rows ? 1 << SYS : 0),
    );
  }
  program.push(SYS, timing.cycles(1), 1 << ST, 0);
}

/** Where appending means a new tensor, the old cache is read once more; new rows are written by the projection. */
function appendStream(
  { elements, operands }: Elementwise,
  { kv_append, memory }: DspChainHardware,
  timing: Timing,
  { program, bits }: LayerSink,
): void {
  if (kv_append === 'in-place') return;
  const amount = elements * operands.a.bits;
  bits.a += amount;
  for (let channel = 0; channel < memory.channels_per_core; channel++)
    program.push(LD, timing.move(amount / memory.channels_per_core / 8, memory.channels_per_core), 0, 0);
}
