import { ticks as linearTicks } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';

export interface PlaneScale {
  (value: number): number;
  invert(pixel: number): number;
  domain(): number[];
}

/** Powers of ten, with 2 and 5 between them when there are few, and evenly spaced ones within a decade. */
function logTicks(low: number, high: number, count: number): number[] {
  const decades = Math.log10(high / low);
  if (decades < 1) return linearTicks(low, high, count).filter((t) => t >= low && t <= high && t > 0);
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const steps = decades * 3 <= count + 2 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.ceil(decades / count));
  const out: number[] = [];
  for (let e = first; e <= last; e += stride)
    for (const s of steps) {
      const v = Number(`${s}e${e}`);
      if (v >= low && v <= high) out.push(v);
    }
  return out;
}

/** A scale from values to pixels with ticks, padded so that no mark touches the frame. */
export function scaleBetween(
  low: number,
  high: number,
  log: boolean,
  pixels: readonly [number, number],
): { readonly scale: PlaneScale; readonly ticks: readonly number[] } {
  const count = Math.max(2, Math.round(Math.abs(pixels[1] - pixels[0]) / 78));
  let domain: [number, number];
  if (log) {
    const spread = Math.log(high / low);
    const pad = Math.exp(spread === 0 ? Math.log(1.5) : spread * 0.07);
    domain = [low / pad, high * pad];
  } else {
    const pad = high === low ? Math.abs(high) * 0.5 || 1 : (high - low) * 0.07;
    domain = [low - pad, high + pad];
    if (low >= 0 && domain[0] < 0) domain[0] = low < (high - low) * 0.2 ? -pad / 2 : 0;
  }
  const scale = log ? scaleLog(domain, pixels) : scaleLinear(domain, pixels);
  const ticks = log
    ? logTicks(domain[0], domain[1], count)
    : linearTicks(domain[0], domain[1], count).filter((t) => t >= 0 || low < 0);
  return { scale: scale as unknown as PlaneScale, ticks };
}
