/**
 * Integers of a thread, next to one another: `1 << recordShift` a thread. Who uses them takes them apart at the top of its
 * file, so that they are constants to the host.
 */
export const field = {
  /** Its step: threadSteps.ts; the one that follows when it has come to its core. */
  step: 0,
  after: 12,
  /** Number of its core, and for how long that is to be held. */
  core: 1,
  cycles: 2,
  /** Queue that it stands in: a core's number, or behind those a lane's. */
  queue: 3,
  /** Row of a; its next and last non-zero, or slots to be emptied; next and last element of b's row. */
  row: 4,
  aAt: 5,
  aEnd: 6,
  bAt: 7,
  bEnd: 8,
  /** Slot of its product; first slot and slots of its row. */
  slot: 9,
  slotBase: 10,
  slotShare: 11,
  /** Position of its row's column 0 among those of the window, modulo 2^32. */
  key: 13,
} as const;

export const recordShift = 4;
