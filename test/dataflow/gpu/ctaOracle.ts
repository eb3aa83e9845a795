/** One CTA, one clock at a time: a load engine, a ring of buffers, tensor cores that multiply what the buffers hold. */
export interface OracleCase {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly tile_k: number;
  readonly stages: number;
  readonly interval: number;
  readonly latency: number;
  readonly step: number;
}

interface Slot {
  state: 'free' | 'loading' | 'ready' | 'reading';
  left: number;
  step: number;
}

export function runCtaOracle(c: OracleCase, a: Float64Array, b: Float64Array) {
  const steps = Math.ceil(c.k / c.tile_k);
  const ring: Slot[] = Array.from({ length: c.stages }, () => ({ state: 'free', left: 0, step: -1 }));
  const out = new Float64Array(c.m * c.n);
  let issued = 0;
  let engineLeft = 0;
  let done = 0;
  let current: Slot | null = null;
  let tensorLeft = 0;
  let waited = 0;
  let clock = 0;
  for (; done < steps; clock++) {
    if (clock > 1e6) throw new Error('deadlock');
    // Data that is under way comes one clock closer; what has arrived can be read in this clock.
    for (const slot of ring)
      if (slot.state === 'loading') {
        if (slot.left === 0) slot.state = 'ready';
        else slot.left -= 1;
      }
    if (engineLeft === 0 && issued < steps) {
      const slot = ring[issued % c.stages]!;
      if (slot.state === 'free') {
        slot.state = 'loading';
        slot.left = c.interval + c.latency - 1;
        slot.step = issued;
        issued += 1;
        engineLeft = c.interval;
      }
    }
    if (current === null) {
      const slot = ring[done % c.stages]!;
      if (slot.state === 'ready' && slot.step === done) {
        slot.state = 'reading';
        current = slot;
        tensorLeft = c.step;
      } else waited += 1;
    }
    if (engineLeft > 0) engineLeft -= 1;
    if (current !== null) {
      tensorLeft -= 1;
      if (tensorLeft === 0) {
        multiply(c, current.step, a, b, out);
        current.state = 'free';
        current = null;
        done += 1;
      }
    }
  }
  return { cycles: clock, waited, out };
}

function multiply(c: OracleCase, step: number, a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < c.m; i++)
    for (let j = 0; j < c.n; j++)
      for (let l = step * c.tile_k; l < Math.min(c.k, (step + 1) * c.tile_k); l++)
        out[i * c.n + j]! += a[i * c.k + l]! * b[l * c.n + j]!;
}
