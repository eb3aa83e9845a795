/** A matrix instruction of one warp, m16n8: mma.sync and its 2:4 form. Hopper, measured (test/golden/h200/mma_instructions.csv). */
export interface WarpInstruction {
  /** Inputs of one instruction, logical. */
  readonly k: number;
  readonly sparse: boolean;
  /** Cycles from issue to an accumulator being usable by the next instruction. */
  readonly latency: number;
  /** Least cycles between two instructions on the tensor core of a sub-core. */
  readonly interval: number;
  /** 32-bit registers of A and B that one lane reads. */
  readonly registers: number;
}

const elementBytes: Readonly<Record<string, number>> = {
  f16: 2,
  bf16: 2,
  s8: 1,
  u8: 1,
  e4m3: 1,
  e5m2: 1,
  'b1.and': 1 / 8,
};

const subCores = 4;
/** Registers that are read beside the issue; each two more delay what follows by a cycle. */
const freeRegisters = 4;
/** Branch and counter of the loop around the instructions. */
const loopCycles = 1.6;

/**
 * An instruction by its name (`mma.m16n8k16.f16`, `mma.sp.m16n8k32.s8`, `mma.m16n8k256.b1.and`), or null. Its times depend on the bytes of A
 * that a row holds, zeros left out: one pass of 16 B, or two; the 2:4 form reads twice the B.
 */
export function warpInstruction(name: string): WarpInstruction | null {
  const match = /^mma(\.sp)?\.m16n8k(\d+)\.([\w.]+)$/.exec(name);
  const bytes = elementBytes[match?.[3] ?? ''];
  if (match === null || bytes === undefined) return null;
  const sparse = match[1] !== undefined;
  const k = Number(match[2]);
  const row = (k * bytes) / (sparse ? 2 : 1);
  if (row !== 16 && row !== 32) return null;
  const passes = row / 16;
  return {
    k,
    sparse,
    latency: 10.2 + 7.1 * passes,
    interval: 2 + 2 * passes + (sparse ? 2 : 0),
    registers: 2 * passes + (k * bytes) / 16,
  };
}

/**
 * Cycles of an SM per instruction of each warp, when `warps` are spread over the four sub-cores and each goes round
 * `accumulators` independent sums: bound by the chain of one sum, or by the tensor core of the fullest sub-core.
 */
export function cyclesPerInstruction(
  { latency, interval, registers }: WarpInstruction,
  warps: number,
  accumulators: number,
): number {
  const sharing = Math.ceil(warps / subCores);
  const delay = accumulators > 1 ? Math.max(0, registers - freeRegisters) / 2 : 0;
  const chain = latency + delay;
  const busy = sharing * accumulators * interval + loopCycles;
  return Math.max(chain, busy) / accumulators;
}
