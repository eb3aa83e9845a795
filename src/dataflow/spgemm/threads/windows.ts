import { productWork } from '../../../tensor/productWork.ts';
import type { SparseProblem } from '../sparseProblem.ts';
import type { ThreadHardware } from './hardware.ts';

/** Parts of the output that are accumulated one after the other: rows [rowStart, rowEnd) × columns [colStart, colEnd). */
export interface Windows {
  readonly count: number;
  readonly rowStart: Int32Array;
  readonly rowEnd: Int32Array;
  readonly colStart: Int32Array;
  readonly colEnd: Int32Array;
  /** Slots of the table (a power of two for hashing), or of the largest window of whole rows. */
  readonly slots: number;
  /**
   * Hashing: first slot of each row of a, and slots in proportion to what the row may produce. A row cut into ranges
   * of columns has the whole table each time.
   */
  readonly rowSlot: Int32Array;
  readonly rowShare: Int32Array;
  /** Hashing: number of each row among those of its window that may have outputs, and the most that a window has. */
  readonly rowNumber: Int32Array;
  readonly mostRows: number;
}

const none = new Int32Array(0);
const unhashed = { rowSlot: none, rowShare: none, rowNumber: none, mostRows: 0 };

/** Bytes that one window may fill: half of the scratchpad where the DMA engine empties the other half. */
const windowBytes = ({ scratchpad, write_back }: ThreadHardware): number =>
  Math.floor((scratchpad.capacity_kib * 1024) / (write_back === 'dma' ? 2 : 1));

/** Slots of the hash table: the largest power of two that fits. */
export function hashSlots(hardware: ThreadHardware): number {
  if (hardware.accumulator.kind !== 'hash') return 0;
  const fit = Math.floor(windowBytes(hardware) / hardware.accumulator.slot_bytes);
  let slots = 1;
  while (slots * 2 <= fit && slots < 1_073_741_824) slots *= 2;
  return fit < 1 ? 0 : slots;
}

/** Output rows of `columns` values, each with its column in a list, that fit at once. */
export function denseRows(hardware: ThreadHardware, columns: number, valueBytes: number): number {
  return Math.floor(windowBytes(hardware) / (columns * (valueBytes + hardware.index_bytes)));
}

/** true, or why no window fits the scratchpad. */
export function windowsFit(hardware: ThreadHardware, columns: number, valueBytes: number): true | string {
  const { accumulator } = hardware;
  if (accumulator.kind === 'memory') return true;
  if (accumulator.kind === 'hash')
    return (
      Math.floor(hashSlots(hardware) * accumulator.load) >= 1 ||
      'the scratchpad holds no hash table (scratchpad)'
    );
  return (
    denseRows(hardware, columns, valueBytes) >= 1 ||
    `a dense row of ${columns} outputs needs ${columns * (valueBytes + hardware.index_bytes)} bytes of scratchpad`
  );
}

/**
 * Cuts the output into windows. Hashing takes rows while what they may produce (their products, or all columns if that
 * is less) stays within load × slots; a row that may produce more is cut into ranges of that many columns.
 */
export function planWindows(problem: SparseProblem, hardware: ThreadHardware): Windows {
  const { a, b } = problem;
  const { accumulator } = hardware;
  const list: number[] = [];
  if (accumulator.kind === 'memory') return windowsOf([0, a.rows, 0, b.cols], 0);
  if (accumulator.kind === 'dense') {
    const rows = Math.min(a.rows, denseRows(hardware, b.cols, problem.bytesOut - problem.indexBytes));
    for (let row = 0; row < a.rows; row += rows) list.push(row, Math.min(a.rows, row + rows), 0, b.cols);
    return windowsOf(list, rows * b.cols);
  }
  const slots = hashSlots(hardware);
  const limit = Math.floor(slots * accumulator.load);
  const { rowProducts } = productWork(a, b);
  const rowSlot = new Int32Array(a.rows);
  const rowShare = new Int32Array(a.rows);
  const rowNumber = new Int32Array(a.rows);
  let mostRows = 1;
  let start = 0;
  let filled = 0;
  const close = (end: number): void => {
    if (end > start) list.push(start, end, 0, b.cols);
    let before = 0;
    let number = 0;
    for (let row = start; row < end; row++) {
      const bound = Math.min(rowProducts[row]!, b.cols);
      if (bound === 0) continue;
      rowSlot[row] = Math.floor((before * slots) / filled);
      rowShare[row] = Math.floor((bound * slots) / filled);
      before += bound;
      rowNumber[row] = number++;
    }
    mostRows = Math.max(mostRows, number);
    start = end;
    filled = 0;
  };
  for (let row = 0; row < a.rows; row++) {
    const bound = Math.min(rowProducts[row]!, b.cols);
    if (filled + bound > limit) close(row);
    if (bound > limit) {
      for (let column = 0; column < b.cols; column += limit)
        list.push(row, row + 1, column, Math.min(b.cols, column + limit));
      rowShare[row] = slots;
      start = row + 1;
    } else filled += bound;
  }
  close(a.rows);
  return windowsOf(list, slots, { rowSlot, rowShare, rowNumber, mostRows });
}

function windowsOf(
  list: readonly number[],
  slots: number,
  hash: Pick<Windows, 'rowSlot' | 'rowShare' | 'rowNumber' | 'mostRows'> = unhashed,
): Windows {
  const count = list.length / 4;
  const column = (c: number): Int32Array => Int32Array.from({ length: count }, (_, i) => list[4 * i + c]!);
  return {
    count,
    rowStart: column(0),
    rowEnd: column(1),
    colStart: column(2),
    colEnd: column(3),
    slots,
    ...hash,
  };
}
