import type { ThreadMachine } from './threadMachine.ts';
import { field } from './threadRecord.ts';

const { slotBase, slotShare } = field;

/** Slot at which the search for a column begins, in the row of the thread whose record is at `r`. */
export function homeSlot(m: ThreadMachine, r: number, column: number): number {
  const { records } = m.agenda;
  const { colStart, colEnd } = m;
  const offset = m.high
    ? Math.floor(((column - colStart) * records[r + slotShare]!) / (colEnd - colStart))
    : column;
  return (records[r + slotBase]! + offset) & (m.windows.slots - 1);
}
