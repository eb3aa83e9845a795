/**
 * One CTA's main loop on one SM: a ring of `stages` buffers between the load engine and the tensor cores. Times in
 * clock cycles, integers.
 */
export interface PipelineTimes {
  readonly steps: number;
  readonly stages: number;
  /** Least time between the starts of two loads. */
  readonly interval: number;
  /** From a load's start to its data being usable, beyond `interval`. */
  readonly latency: number;
  /** Tensor cores' time for one step. */
  readonly step: number;
}

/** When the main loop ends, and how long the tensor cores waited for data in it. */
export interface PipelineRun {
  readonly cycles: number;
  /** Before the first step. */
  readonly fill: number;
  /** Between steps. */
  readonly starved: number;
}

/**
 * Runs the ring from event to event. Load i starts when the load engine is free and the buffer of step i − stages has
 * been read; its data is there `interval + latency` later; step i starts when its data is there and step i − 1 is
 * done. Once a turn of the ring ends in the state in which it began, all later whole turns are alike and are skipped.
 */
export function runPipeline(times: PipelineTimes): PipelineRun {
  const { steps, interval, latency, step } = times;
  const stages = Math.min(times.stages, steps);
  const arrival = interval + latency;
  /** When each buffer was last read; and the same, with the load engine's time, relative to the turn's end. */
  const ends = new Float64Array(stages);
  const before = new Float64Array(stages + 1).fill(Number.NaN);
  let loadFree = 0;
  let tensorFree = 0;
  let turnEnd = 0;
  let i = 0;
  while (i < steps) {
    const slot = i % stages;
    if (slot === 0 && i > 0) {
      let same = before[stages] === loadFree - tensorFree;
      before[stages] = loadFree - tensorFree;
      for (let s = 0; s < stages; s++) {
        const relative = ends[s]! - tensorFree;
        if (before[s] !== relative) same = false;
        before[s] = relative;
      }
      const turns = same ? Math.floor((steps - i) / stages) : 0;
      const skipped = turns * (tensorFree - turnEnd);
      turnEnd = tensorFree;
      if (turns > 0) {
        for (let s = 0; s < stages; s++) ends[s]! += skipped;
        loadFree += skipped;
        tensorFree += skipped;
        i += turns * stages;
        continue;
      }
    }
    const start = i < stages ? loadFree : Math.max(loadFree, ends[slot]!);
    loadFree = start + interval;
    tensorFree = Math.max(start + arrival, tensorFree) + step;
    ends[slot] = tensorFree;
    i += 1;
  }
  return { cycles: tensorFree, fill: arrival, starved: tensorFree - arrival - steps * step };
}
