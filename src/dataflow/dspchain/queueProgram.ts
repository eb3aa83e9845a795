/** The six modules of a core, each with an in-order queue of instructions (FlightLLM, FPGA 2024, section 3). */
export const queueNames = ['LD', 'ST', 'MM', 'MV', 'MISC', 'SYS'] as const;

export const LD = 0;
export const ST = 1;
export const MM = 2;
export const MV = 3;
export const MISC = 4;
export const SYS = 5;

/** Ticks of the queue machine in one clock cycle: instructions of several cores together take fractions of a cycle. */
export const ticksPerCycle = 65536;

/** 32-bit words of one instruction of each queue (FlightLLM artifact, isa.py). */
export const instructionWords = [7, 3, 4, 4, 3, 1] as const;

/**
 * Instructions in the order the compiler emits them. An instruction of queue q starts when q is free and a token has come
 * from every queue in its `wait` mask (bit 1 << queue); at its end it gives a token to every queue of `release`. Tokens
 * between two queues are taken in the order they were given.
 */
export interface QueueProgram {
  readonly length: number;
  readonly queue: Uint8Array;
  readonly ticks: Float64Array;
  readonly wait: Uint8Array;
  readonly release: Uint8Array;
}

export interface ProgramBuilder {
  /** Duration in ticks; bit masks of queues. */
  push(queue: number, ticks: number, wait: number, release: number): void;
  build(): QueueProgram;
}

export function programBuilder(): ProgramBuilder {
  let capacity = 1024;
  let length = 0;
  let queue = new Uint8Array(capacity);
  let ticks = new Float64Array(capacity);
  let wait = new Uint8Array(capacity);
  let release = new Uint8Array(capacity);
  const grow = (): void => {
    capacity *= 2;
    const [q, t, w, r] = [queue, ticks, wait, release];
    queue = new Uint8Array(capacity);
    ticks = new Float64Array(capacity);
    wait = new Uint8Array(capacity);
    release = new Uint8Array(capacity);
    queue.set(q);
    ticks.set(t);
    wait.set(w);
    release.set(r);
  };
  return {
    push(q, t, w, r) {
      if (length === capacity) grow();
      queue[length] = q;
      ticks[length] = t;
      wait[length] = w;
      release[length] = r;
      length++;
    },
    build: () => ({
      length,
      queue: queue.subarray(0, length),
      ticks: ticks.subarray(0, length),
      wait: wait.subarray(0, length),
      release: release.subarray(0, length),
    }),
  };
}
