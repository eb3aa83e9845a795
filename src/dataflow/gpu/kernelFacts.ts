import type { GpuDevice } from '../../arch/gpu/gpuDevice.ts';
import { elementBytes, type GemmShape, weightBytes } from './gemmShape.ts';

/** What every kernel for one shape on one device shares, so that ranking tiles computes it once. Times in cycles. */
export interface KernelFacts {
  readonly shape: GemmShape;
  readonly device: GpuDevice;
  /** Bytes of an activation, and of a logical weight. */
  readonly bytes: number;
  readonly weight: number;
  /** Dense MAC per clock and SM in the shape's format. */
  readonly rate: number;
  /** Bytes touched per byte wanted, where rows straddle lines. */
  readonly lines: number;
  /** Bytes from memory, each operand once; 0 when warm. */
  readonly cold_weights: number;
  readonly cold_activations: number;
  /** Bytes per cycle of the whole memory, sustained. */
  readonly bandwidth: number;
  /** Of the first load, and of the turn to a next CTA. */
  readonly latency: number;
  readonly turn: number;
  readonly launch: number;
  readonly reduction: number;
  /** At the rate that the power limit sustains: 2MNK / rate; 0 where it doesn't bind. */
  readonly power: number;
}

/** Tiles, run and bound of a layer ask the same, one after another: the last answer is kept. */
let known: { readonly facts: KernelFacts; readonly clock_hz: number } | null = null;

export function kernelFacts(shape: GemmShape, device: GpuDevice, clock_hz: number): KernelFacts {
  if (
    known === null ||
    known.facts.shape !== shape ||
    known.facts.device !== device ||
    known.clock_hz !== clock_hz
  )
    known = { facts: factsOf(shape, device, clock_hz), clock_hz };
  return known.facts;
}

function factsOf(shape: GemmShape, device: GpuDevice, clock_hz: number): KernelFacts {
  const bytes = elementBytes(shape.format);
  const weight = weightBytes(shape);
  const cycle = (us: number): number => Math.round((us * clock_hz) / 1e6);
  const cold = shape.warm ? 0 : shape.batch * shape.k;
  return {
    shape,
    device,
    bytes,
    weight,
    rate: tensorRate(shape, device),
    lines: straddle(shape.k * bytes),
    cold_weights: cold * shape.n * weight,
    cold_activations: cold * shape.m * bytes,
    bandwidth: (device.hbm_bytes_per_s * device.hbm_efficiency) / clock_hz,
    latency: cycle(shape.warm ? device.l2_latency_us : device.load_latency_us),
    turn: cycle(device.l2_latency_us),
    launch: cycle(device.launch_us + (shape.sparse ? device.sparse_launch_us : 0)),
    reduction: cycle(device.reduction_us),
    power: powerCycles(shape, device, clock_hz),
  };
}

/** Dense MAC per clock and SM; formats that a device lacks run at the rate of fp16. */
export const tensorRate = ({ format }: GemmShape, { tensor_macs_per_cycle: rates }: GpuDevice): number =>
  rates[format] ?? rates.f16;

/**
 * Bytes that a row box of 128 B touches when rows start at any multiple of the pitch: a row that straddles two
 * 128 B lines costs both.
 */
function straddle(pitch_bytes: number): number {
  let aligned = 1;
  while (aligned < 128 && pitch_bytes % (aligned * 2) === 0) aligned *= 2;
  return 2 - aligned / 128;
}

function powerCycles(shape: GemmShape, device: GpuDevice, clock_hz: number): number {
  const sustained = device.sustained_flops;
  if (sustained === undefined) return 0;
  const rate = sustained[shape.format] ?? sustained.f16;
  const flops = 2 * shape.batch * shape.m * shape.n * shape.k;
  return (flops / (rate * (shape.sparse ? device.sparse_sustained_ratio : 1))) * clock_hz;
}
