import type { BitPlaneHardware } from '../../../src/dataflow/bitPlane/hardware.ts';
import type { BitPlaneMapping } from '../../../src/dataflow/bitPlane/mapping.ts';
import { writeCycles } from '../gpu/gridOracle.ts';

/** A product of bipolar integers: odd, of `bits` bits each ±1 times a power of two. */
export interface PlaneCase {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a_bits: number;
  readonly b_bits: number;
  readonly output_bytes: number;
  /** Row-major m × k, and k × n. */
  readonly a: readonly number[];
  readonly b: readonly number[];
}

interface Buffer {
  state: 'free' | 'loading' | 'ready';
  left: number;
  step: number;
}

/** A CTA: where it stands in its ring, and its sums of every pair of planes. */
interface Cta {
  readonly row: number;
  readonly col: number;
  readonly part: number;
  readonly ring: Buffer[];
  readonly sums: Float64Array;
  readonly start: number;
  issued: number;
  engine: number;
  done: number;
  busy: number;
  /** Clocks of what follows the last step. */
  after: number;
}

const norm4 = (...times: number[]): number => times.reduce((sum, t) => sum + t ** 4, 0) ** 0.25;

/** −1 or +1: the sign of the power 2^plane in an odd integer below 2^bits. */
const sign = (x: number, bits: number, plane: number): number =>
  Math.floor((x + 2 ** bits - 1) / 2 / 2 ** plane) % 2 === 1 ? 1 : -1;

/**
 * SMs, one clock at a time. CTAs come in waves, one an SM: a load engine fills a ring of buffers with words of both
 * operands' planes, tensor cores take them pair by pair; then sums of all pairs pass shared memory, are added with shifts,
 * and are written. Returns clocks (launch and joining left out) and the product.
 */
export function runPlaneOracle(c: PlaneCase, tile: BitPlaneMapping, hardware: BitPlaneHardware, mhz: number) {
  const { gpu: device, integer_mma: mma } = hardware;
  const { tile_n, tile_m, tile_k, split_k } = tile;
  const [across, down] = [Math.ceil(c.n / tile_n), Math.ceil(c.m / tile_m)];
  const ctas = across * down * split_k;
  const chunks = Math.ceil(c.k / tile_k);
  const steps = Math.ceil(chunks / split_k);
  const pairs = c.a_bits * c.b_bits;
  const outputs = tile_n * Math.min(tile_m, c.m);
  const words = (c.m * c.a_bits + c.n * c.b_bits) * Math.ceil(c.k / 32);
  const stage = ((c.b_bits * tile_n + c.a_bits * tile_m) * tile_k) / 8;
  const tensor = (pairs * tile_n * tile_m * tile_k) / mma.b1_macs_per_cycle!;
  // In by the fill port, out to two warps along each side.
  const shared = stage / device.fill_bytes_per_cycle + stage / 128 + stage / 128;
  const bandwidth = (device.hbm_bytes_per_s * device.hbm_efficiency) / (mhz * 1e6);
  const recovered = pairs > 1 && tile.recovery === 'shared';
  const recovery = recovered
    ? writeCycles(8 * pairs * outputs, 128) + writeCycles(pairs * outputs, mma.shift_adds_per_cycle)
    : 0;
  const apart = tile.recovery === 'memory' && pairs > 1;
  const written = apart ? 4 * pairs : split_k > 1 ? 4 : c.output_bytes;
  const clocks = (us: number): number => Math.round(us * mhz);
  const parts = Array.from({ length: split_k }, () => new Float64Array(c.m * c.n));

  const multiply = (cta: Cta, step: number): void => {
    const first = (cta.part * steps + step) * tile_k;
    for (let x = 0; x < c.a_bits; x++)
      for (let y = 0; y < c.b_bits; y++)
        for (let i = cta.row; i < Math.min(c.m, cta.row + tile_m); i++)
          for (let j = cta.col; j < Math.min(c.n, cta.col + tile_n); j++)
            for (let l = first; l < Math.min(c.k, first + tile_k); l++)
              cta.sums[((x * c.b_bits + y) * tile_m + i - cta.row) * tile_n + j - cta.col]! +=
                sign(c.a[i * c.k + l]!, c.a_bits, x) * sign(c.b[l * c.n + j]!, c.b_bits, y);
  };
  const recover = (cta: Cta): void => {
    const out = parts[cta.part]!;
    for (let i = cta.row; i < Math.min(c.m, cta.row + tile_m); i++)
      for (let j = cta.col; j < Math.min(c.n, cta.col + tile_n); j++)
        for (let x = 0; x < c.a_bits; x++)
          for (let y = 0; y < c.b_bits; y++)
            out[i * c.n + j]! +=
              cta.sums[((x * c.b_bits + y) * tile_m + i - cta.row) * tile_n + j - cta.col]! * 2 ** (x + y);
  };

  let clock = 0;
  let recovering = 0;
  for (let next = 0; next < ctas; ) {
    const together = Math.min(device.sm_count, ctas - next);
    const latency = clocks(next === 0 ? device.load_latency_us : device.l2_latency_us);
    const memory = ((words * 4) / (ctas * steps) / bandwidth) * together;
    const step = Math.max(1, Math.round(norm4(tensor, shared, memory, device.step_floor_cycles)));
    const interval = Math.min(step, Math.max(1, Math.round(Math.max(shared, memory))));
    const rate = Math.min(
      device.write_port_bytes_per_cycle,
      (device.write_bytes_per_cycle * device.sm_count) / together,
    );
    const after = recovery + writeCycles(outputs * written, rate);
    const wave = Array.from({ length: together }, (_, i): Cta => {
      const id = next + i;
      const place = id % (across * down);
      return {
        row: Math.floor(place / across) * tile_m,
        col: (place % across) * tile_n,
        part: Math.floor(id / (across * down)),
        ring: Array.from({ length: tile.stages }, () => ({ state: 'free', left: 0, step: -1 })),
        sums: new Float64Array(pairs * tile_m * tile_n),
        start: clock,
        issued: 0,
        engine: 0,
        done: 0,
        busy: 0,
        after,
      };
    });
    recovering += recovery;
    next += together;
    while (wave.some((cta) => cta.done < steps || cta.after > 0)) {
      for (const cta of wave) {
        if (cta.done === steps) {
          if (cta.after > 0) cta.after -= 1;
          continue;
        }
        for (const buffer of cta.ring)
          if (buffer.state === 'loading') {
            if (buffer.left === 0) buffer.state = 'ready';
            else buffer.left -= 1;
          }
        const free = cta.ring[cta.issued % tile.stages]!;
        if (cta.engine === 0 && cta.issued < steps && free.state === 'free') {
          free.state = 'loading';
          free.left = interval + latency - 1;
          free.step = cta.issued++;
          cta.engine = interval;
        }
        const head = cta.ring[cta.done % tile.stages]!;
        if (cta.busy === 0 && head.state === 'ready' && head.step === cta.done) cta.busy = step;
        if (cta.engine > 0) cta.engine -= 1;
        if (cta.busy > 0) {
          cta.busy -= 1;
          if (cta.busy === 0) {
            multiply(cta, cta.done);
            head.state = 'free';
            cta.done += 1;
            if (cta.done === steps) recover(cta);
          }
        }
      }
      clock += 1;
      if (clock > 1e6) throw new Error('deadlock');
    }
  }
  const product = new Float64Array(c.m * c.n);
  for (const sums of parts) for (let i = 0; i < product.length; i++) product[i]! += sums[i]!;
  return { clocks: clock, recovering, product };
}
